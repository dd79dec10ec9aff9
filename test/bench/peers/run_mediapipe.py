"""A video through MediaPipe Pose (full, one person, followed from frame to frame). Prints a line of JSON."""

import json
import sys
import time

import cv2
import mediapipe


def pictures(video):
    while True:
        there, picture = video.read()
        if not there:
            return
        yield picture


def run(job):
    with mediapipe.solutions.pose.Pose(model_complexity=1) as pose:
        frames, instances = 0, 0
        begun = time.perf_counter()
        for picture in pictures(cv2.VideoCapture(job["file"])):
            answer = pose.process(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))
            frames += 1
            instances += answer.pose_landmarks is not None
        return {"frames": frames, "instances": instances, "seconds": time.perf_counter() - begun}


if __name__ == "__main__":
    print(json.dumps(run(json.loads(sys.argv[1]))))
