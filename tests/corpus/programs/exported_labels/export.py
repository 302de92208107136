import json


def export(folder, labels):
    with (folder / "labels.txt").open("w") as stream:
        stream.writelines(f"{label}\n" for label in labels)
    (folder / "manifest.json").write_text(json.dumps({"labels": sorted(labels)}))
    return folder
