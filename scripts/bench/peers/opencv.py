"""maskpred's two networks by OpenCV's dnn module, as a program in Python would run them: a peer for the benchmark.

Reads a description of the networks (onnx-files.mjs) and a folder of pictures; prints one line of JSON a picture,
`{"image": ..., "faces": [{"box": {...}, "label": ..., "score": ...}]}`.

    python3 opencv.py <description.json> <folder> <threads>
"""

import json
import pathlib
import sys

import cv2
import numpy as np


def letterbox(image, size, fitted):
    """RGB in -1 to 1, the picture at the top left of a black canvas: [1, 3, height, width]."""
    canvas = np.zeros((size["height"], size["width"], 3), np.uint8)
    resized = cv2.resize(image, (fitted["width"], fitted["height"]), interpolation=cv2.INTER_AREA)
    canvas[: fitted["height"], : fitted["width"]] = resized
    return cv2.dnn.blobFromImage(canvas, 1 / 127.5, mean=(127.5, 127.5, 127.5), swapRB=True)


def to_layout(blob):
    """The networks take [1, height, width, 3]."""
    return np.ascontiguousarray(blob.transpose(0, 2, 3, 1))


class Look:
    def __init__(self, look):
        self.net = cv2.dnn.readNetFromONNX(look["path"])
        self.outputs = look["outputs"]
        self.size, self.fitted = look["input"], look["fitted"]
        self.priors = np.array(look["priors"], np.float32)

    def find(self, image, least):
        height, width = image.shape[:2]
        self.net.setInput(to_layout(letterbox(image, self.size, self.fitted)))
        codes, logits = (out.reshape(-1, n) for out, n in zip(self.net.forward(self.outputs), (4, 3)))
        scores = 1 / (1 + np.exp(-logits[:, 1]))
        kept = scores >= least
        x, y, w, h = self.priors[kept].T
        code = codes[kept]
        centre_y, centre_x = y + code[:, 0] / 10 * h, x + code[:, 1] / 10 * w
        h, w = h * np.exp(code[:, 2] / 5), w * np.exp(code[:, 3] / 5)
        scale_x, scale_y = self.fitted["width"] / width, self.fitted["height"] / height
        boxes = np.stack(
            [(centre_x - w / 2) / scale_x, (centre_y - h / 2) / scale_y, w / scale_x, h / scale_y], axis=1
        )
        return boxes, scores[kept]


class Classifier:
    def __init__(self, settings):
        self.net = cv2.dnn.readNetFromONNX(settings["path"])
        self.settings = settings

    def classify(self, image, box):
        side, margin = self.settings["inputSize"], self.settings["cropMargin"]
        x, y, w, h = box
        left, top = max(0, int(x - margin * w)), max(0, int(y - margin * h))
        right, bottom = int(x + w * (1 + margin)), int(y + h * (1 + margin))
        crop = cv2.resize(image[top:bottom, left:right], (side, side), interpolation=cv2.INTER_AREA)
        blob = cv2.dnn.blobFromImage(crop, 1 / 127.5, mean=(127.5, 127.5, 127.5), swapRB=True)
        self.net.setInput(to_layout(blob))
        scores = self.net.forward().reshape(-1)
        best = int(scores.argmax())
        return self.settings["labels"][best], float(scores[best])


def main():
    description = json.loads(pathlib.Path(sys.argv[1]).read_text())
    cv2.setNumThreads(int(sys.argv[3]))
    looks = [Look(look) for look in description["looks"]]
    classifier = Classifier(description["classifier"])
    for path in sorted(pathlib.Path(sys.argv[2]).iterdir()):
        image = cv2.imread(str(path))
        found = [look.find(image, description["minScore"]) for look in looks]
        boxes = np.concatenate([boxes for boxes, _ in found])
        scores = np.concatenate([scores for _, scores in found])
        kept = cv2.dnn.NMSBoxes(boxes.tolist(), scores.tolist(), description["minScore"], description["maxOverlap"])
        faces = []
        for index in np.array(kept).reshape(-1):
            label, score = classifier.classify(image, boxes[index])
            box = dict(zip(("x", "y", "width", "height"), map(float, boxes[index])))
            faces.append({"box": box, "label": label, "score": score})
        print(json.dumps({"image": path.name, "faces": faces}), flush=True)


main()
