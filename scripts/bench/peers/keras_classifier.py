"""MobileNetV2 as Keras has it, as a peer for the benchmark: on each line of input it classifies one crop, from its pixels,
and prints the milliseconds of the clock and of its processors.

    python3 keras_classifier.py call|predict
"""

import json
import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np
import tensorflow as tf

SIDE = 180
crop = np.random.default_rng(1).integers(0, 256, (SIDE, SIDE, 3), np.uint8)
# Random weights, which takes as long.
model = tf.keras.applications.MobileNetV2(weights=None, classes=3)
run = tf.function(lambda batch: model(batch, training=False)) if sys.argv[1] == "call" else None


def classify():
    batch = tf.image.resize(crop, (224, 224))[tf.newaxis] / 127.5 - 1
    return run(batch).numpy() if run else model.predict(batch, verbose=0)


classify()
print(json.dumps({"version": tf.__version__}), flush=True)
for _ in sys.stdin:
    start, cpu = time.perf_counter(), time.process_time()
    classify()
    ms, cpu_ms = (time.perf_counter() - start) * 1000, (time.process_time() - cpu) * 1000
    print(json.dumps({"ms": ms, "cpuMs": cpu_ms}), flush=True)
