"""The QCQP (59) by CVXOPT's coneqp: python3 cvxopt_qcqp.py FILE REPETITIONS.

FILE holds native doubles: n, required / 2, then P (n x n, either order), p and t. Minimises
x'Px/2 - p'x subject to t'x >= required / 2 and ||x|| <= 1. Prints a JSON object with the wall
clock and CPU seconds of each repetition, the iterations and the objective.
"""

import array
import json
import sys
import time

from cvxopt import matrix, solvers, sparse, spmatrix


def main():
    values = array.array("d")
    with open(sys.argv[1], "rb") as file:
        values.frombytes(file.read())
    n = int(values[0])
    bound = values[1]
    at = 2
    quadratic = matrix(values[at : at + n * n], (n, n))
    at += n * n
    linear = matrix(values[at : at + n], (n, 1))
    tangent = matrix(values[at + n : at + 2 * n], (1, n))
    # s = h - G x: s_0 = t'x - bound >= 0, then the cone ||x|| <= 1.
    ball = spmatrix(-1.0, range(1, n + 1), range(n), (n + 1, n))
    cone = sparse([sparse(-tangent), ball])
    right = matrix(0.0, (n + 2, 1))
    right[0] = -bound
    right[1] = 1.0
    solvers.options["show_progress"] = False
    seconds = []
    cpu = []
    for _ in range(int(sys.argv[2])):
        start = time.perf_counter()
        cpu_start = time.process_time()
        result = solvers.coneqp(
            quadratic, -linear, cone, right, {"l": 1, "q": [n + 1], "s": []}
        )
        cpu.append(time.process_time() - cpu_start)
        seconds.append(time.perf_counter() - start)
    if result["status"] != "optimal":
        sys.exit("CVXOPT: " + result["status"])
    print(
        json.dumps(
            {
                "seconds": seconds,
                "cpu": cpu,
                "iterations": result["iterations"],
                "objective": 2 * result["primal objective"],
            }
        )
    )


main()
