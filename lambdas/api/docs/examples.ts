/** Requests as people would type them. */

/** An example: what it does, and the commands. */
export interface Example {
  title: string;
  commands: string;
}

/** The examples of the page, in the order in which a newcomer needs them. */
export const EXAMPLES: readonly Example[] = [
  {
    title: 'Process a video on the machine of the local service',
    commands: `curl -s http://127.0.0.1:8000/process -H 'Content-Type: application/json' \\
  -d '{"video_filename": "/home/ann/walk.mp4"}'`,
  },
  {
    title: 'Choose the model and options, and repeat safely',
    commands: `curl -s http://127.0.0.1:8000/process -H 'Content-Type: application/json' \\
  -H 'Idempotency-Key: walk-2025-11-22' \\
  -d '{"video_filename": "s3://my-videos/walk.mp4", "model": "movenet-thunder",
       "options": {"detect_every": 3, "max_people": 2, "end_seconds": 20}}'`,
  },
  {
    title: 'See how far it is, and where its results are',
    commands: 'curl -s http://127.0.0.1:8000/status/TASK_ID',
  },
  {
    title: 'List what failed',
    commands: "curl -s 'http://127.0.0.1:8000/tasks?status=failed&limit=20'",
  },
  {
    title: 'Stop a task, and run it again later: the run is the one that its status tells',
    commands: `curl -s -X POST http://127.0.0.1:8000/tasks/TASK_ID/cancel
curl -s http://127.0.0.1:8000/tasks/TASK_ID/retry -H 'Content-Type: application/json' -d '{"run": 1}'`,
  },
  {
    title: 'Stop and delete a task with its results',
    commands: "curl -s -X DELETE 'http://127.0.0.1:8000/tasks/TASK_ID?results=true'",
  },
  {
    title: 'Upload a small video (up to 8 MiB), then process it',
    commands: `curl -s http://127.0.0.1:8000/uploads -H 'Content-Type: application/json' \\
  -d '{"file_name": "walk.mp4", "bytes": 4194304}'
curl -T walk.mp4 'URL'                                     # url of the answer
curl -s -X POST http://127.0.0.1:8000/uploads/UPLOAD_ID/complete`,
  },
];
