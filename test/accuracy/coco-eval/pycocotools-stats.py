"""Evaluates cases with pycocotools: a JSON list of {kind, labels, results, sigmas} comes in, a list of stats goes out."""

import contextlib
import io
import json
import sys

import numpy
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval


def opened(dataset):
    coco = COCO()
    coco.dataset = dataset
    coco.createIndex()
    return coco


def stats(case):
    truth = opened(case["labels"])
    # `loadRes` fails on an empty list.
    found = truth.loadRes(case["results"]) if case["results"] else opened({**case["labels"], "annotations": []})
    evaluation = COCOeval(truth, found, case["kind"])
    if case["kind"] == "keypoints":
        evaluation.params.kpt_oks_sigmas = numpy.array(case["sigmas"])
    evaluation.evaluate()
    evaluation.accumulate()
    evaluation.summarize()
    return evaluation.stats.tolist()


with contextlib.redirect_stdout(io.StringIO()):
    answers = [stats(case) for case in json.load(sys.stdin)]
json.dump(answers, sys.stdout)
