"""Reads and writes the array formats with NumPy and SciPy, independently of the project.

usage: crosscheck.py read DIR NAME       NAME.npz and NAME.mat hold what NAME.json holds, bit for bit
       crosscheck.py write DIR NAME      writes variants v*.npz, v*.mat of NAME.json
       crosscheck.py low DIR NAME        writes NAME.json in float32: low.*, and wide.npz of the same numbers
       crosscheck.py example DIR NAME MD runs the NumPy example of the document MD on NAME.json
       crosscheck.py solution DIR NAME   NAME.npz and NAME.mat hold what the solution NAME.json holds
"""
import json
import re
import sys
import zipfile
from pathlib import Path

import numpy as np
import scipy.io

SCALARS = {"max_power": "maxPowerW", "user_noise": "userNoisePowerW", "radar_noise": "radarNoisePowerW",
           "snapshots": "snapshots", "min_radar_snr_db": "minRadarSnrDb", "max_crb": "maxCrbRad2"}


def cplx(o):
    z = np.empty(np.shape(o["re"]), complex)
    z.real, z.imag = o["re"], o["im"]  # re + 1j * im would lose the sign of zeros
    return z


def arrays(path):
    o = json.loads(path.read_text())
    bs = o["baseStations"]
    det = [b["detectionTarget"] for b in bs]
    est = [b["estimationTarget"] for b in bs]
    a = {"H": np.array([cplx(b["channels"]) for b in bs]),
         "det_angle": np.array([t["angleRad"] for t in det]), "det_gain": np.array([t["pathGain"] for t in det]),
         "det_rcs": np.array([t["rcsPower"] for t in det]), "est_angle": np.array([t["angleRad"] for t in est]),
         "est_gain": np.array([t["pathGain"] for t in est]),
         "est_alpha": np.array([cplx(t["rcsAmplitude"]) for t in est])}
    a.update({short: np.array(o[long]) for short, long in SCALARS.items()})
    if "positions" in o:
        p = o["positions"]
        a.update(bs_pos=np.array(p["baseStations"], float), user_pos=np.array(p["users"], float),
                 det_pos=np.array(p["detectionTargets"], float), est_pos=np.array(p["estimationTargets"], float))
    return a


def bits(x):
    x = np.asarray(x)
    kind = complex if np.iscomplexobj(x) else float
    return np.ascontiguousarray(x, dtype=kind).view(np.int64).ravel().tolist()


def same(what, mine, theirs):
    assert np.size(mine) == np.size(theirs), f"{what}: {np.shape(mine)} against {np.shape(theirs)}"
    assert bits(mine) == bits(theirs), f"{what} differs"


def read(folder, name):
    want = arrays(folder / f"{name}.json")
    npz = np.load(folder / f"{name}.npz", allow_pickle=False)
    mat = scipy.io.loadmat(folder / f"{name}.mat")
    assert sorted(npz.files) == sorted(want), npz.files
    assert sorted(k for k in mat if not k.startswith("__")) == sorted(want), list(mat)
    for key, value in want.items():
        assert npz[key].shape == value.shape, (key, npz[key].shape, value.shape)
        same(f"npz {key}", npz[key], value)
        same(f"mat {key}", mat[key], value)
    shape = want["H"].shape
    assert mat["H"].shape == shape[: len(mat["H"].shape)] and mat["H"].size == want["H"].size, mat["H"].shape
    assert zipfile.ZipFile(folder / f"{name}.npz").testzip() is None


def write(folder, name):
    a = arrays(folder / f"{name}.json")
    np.savez(folder / "v1.npz", **a)
    np.savez_compressed(folder / "v2.npz", **a)
    np.savez(folder / "v3.npz", **{k: np.asfortranarray(v) for k, v in a.items()})
    np.savez(folder / "v4.npz", **{k: v.astype(v.dtype.newbyteorder(">")) for k, v in a.items()})
    np.savez(folder / "v5.npz", **{k: np.atleast_2d(v) for k, v in a.items() if k != "H"}, H=a["H"])
    for version, path in (((2, 0), "v6.npz"), ((3, 0), "v7.npz")):
        with zipfile.ZipFile(folder / path, "w") as z:
            for k, v in a.items():
                with z.open(f"{k}.npy", "w") as f:
                    np.lib.format.write_array(f, v, version=version)
    for i, kind in enumerate(("i2", "i4", "i8", "u2", ">u4", "u8", ">i2")):
        np.savez(folder / f"v{8 + i}.npz", **{**a, "snapshots": a["snapshots"].astype(kind)})
    scipy.io.savemat(folder / "v1.mat", a)
    scipy.io.savemat(folder / "v2.mat", a, do_compression=True)
    scipy.io.savemat(folder / "v3.mat", a, oned_as="column")
    scipy.io.savemat(folder / "v4.mat", {**a, "snapshots": a["snapshots"].astype(np.int16)}, oned_as="row")


def low(folder, name):
    a = arrays(folder / f"{name}.json")
    narrow = {k: v.astype(np.complex64 if np.iscomplexobj(v) else np.float32) for k, v in a.items()}
    narrow["snapshots"] = a["snapshots"]
    np.savez(folder / "low.npz", **narrow)
    scipy.io.savemat(folder / "low.mat", narrow)
    np.savez(folder / "wide.npz", **{k: v.astype(complex if np.iscomplexobj(v) else float) for k, v in narrow.items()})


def example(folder, name, document):
    code = re.search(r"```python\n(.*?)```", Path(document).read_text(encoding="utf-8"), re.S).group(1)
    a = arrays(folder / f"{name}.json")
    exec(code.replace("mine.npz", str(folder / "mine.npz")), {"np": np, **a})


def solution(folder, name):
    o = json.loads((folder / f"{name}.json").read_text())
    npz = np.load(folder / f"{name}.npz", allow_pickle=False)
    mat = scipy.io.loadmat(folder / f"{name}.mat")
    assert sorted(npz.files) == sorted(k for k in mat if not k.startswith("__"))
    assert npz["association"].dtype == np.int64
    for key in ("status", "scheme", "solver", "backend"):
        assert str(npz[key]) == o[key] and mat[key].item() == o[key], key
    same("association", npz["association"], o["association"])
    same("association", mat["association"], o["association"])
    for key, long in (("sum_rate", "sumRate"), ("iterations", "iterations"), ("seconds", "seconds")):
        same(key, npz[key], o[long])
        same(key, mat[key], o[long])
    for key, long in (("rate", "rate"), ("detection_probability", "detectionProbability"), ("power", "powerW")):
        same(key, npz[key], [b[long] for b in o["baseStations"]])
        same(key, mat[key], [b[long] for b in o["baseStations"]])
    assert npz["crb"][1] == np.inf and mat["crb"][1, 0] == np.inf and npz["radar_snr_db"][1] == -np.inf
    for k, b in enumerate(o["baseStations"]):
        wc, wr = cplx(b["communication"]), cplx(b["radar"])
        columns = int(npz["radar_columns"][k])
        assert wr.shape == (wc.shape[0], columns) and columns == mat["radar_columns"][k, 0]
        for file in (npz, mat):
            same("W_c", file["W_c"][k], wc)
            same("W_r", file["W_r"][k, :, :columns], wr)
            assert not file["W_r"][k, :, columns:].any()


if __name__ == "__main__":
    mode, directory, *rest = sys.argv[1:]
    globals()[mode](Path(directory), *rest)
