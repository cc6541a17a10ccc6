package org.beamforge.llm.parse;

import java.util.List;

/**
 * A matrix of zeros and ones as it was found in an answer, not yet checked.
 *
 * @param rows [N][K], all of the same length
 */
record BinaryMatrix(List<int[]> rows) {
    BinaryMatrix {
        rows = List.copyOf(rows);
    }
}
