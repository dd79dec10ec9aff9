"""A video through rtmlib: YOLOX finds the people, a top-down model their poses. Prints a line of JSON.

The loop is the one of rtmlib's README. Where nobody was found rtmlib would take the whole picture for a person; that
work is spared here.
"""

import json
import sys
import time

import cv2
from rtmlib import RTMPose, ViTPose, YOLOX, draw_skeleton
from rtmlib.tools.solution.pose_tracker import pose_to_bbox

POSES = {"ViTPose": ViTPose, "RTMPose": RTMPose}
CPU = {"backend": "onnxruntime", "device": "cpu"}


def open_writer(video, path):
    size = int(video.get(cv2.CAP_PROP_FRAME_WIDTH)), int(video.get(cv2.CAP_PROP_FRAME_HEIGHT))
    return cv2.VideoWriter(path, cv2.VideoWriter_fourcc(*"mp4v"), video.get(cv2.CAP_PROP_FPS), size)


def pictures(video):
    while True:
        there, picture = video.read()
        if not there:
            return
        yield picture


def run(job):
    detector = YOLOX(job["detector"], model_input_size=(416, 416), **CPU)
    estimator = POSES[job["poseClass"]](job["pose"], model_input_size=(192, 256), **CPU)
    frames, instances, boxes = 0, 0, []
    begun = time.perf_counter()
    video = cv2.VideoCapture(job["file"])
    writer = open_writer(video, job["drawn"]) if job["drawn"] else None
    for picture in pictures(video):
        if frames % job["detectEvery"] == 0:
            boxes = detector(picture)
        keypoints, scores = estimator(picture, bboxes=boxes) if len(boxes) else ([], [])
        boxes = [pose_to_bbox(person) for person in keypoints]
        frames += 1
        instances += len(keypoints)
        if writer is not None:
            writer.write(draw_skeleton(picture, keypoints, scores, kpt_thr=0.3))
    if writer is not None:
        writer.release()
    return {"frames": frames, "instances": instances, "seconds": time.perf_counter() - begun}


if __name__ == "__main__":
    # rtmlib prints as well: the last line is the answer.
    print(json.dumps(run(json.loads(sys.argv[1]))))
