import hashlib
import logging
import os

log = logging.getLogger("manifest")


def manifest(root):
    found = {}
    for folder, folders, files in os.walk(root):
        folders.sort()
        for name in sorted(files):
            path = os.path.join(folder, name)
            log.info("%s changed at %s", path, os.stat(path).st_mtime)
            with open(path, "rb") as stream:
                found[os.path.relpath(path, root)] = hashlib.sha1(stream.read()).hexdigest()
    return found
