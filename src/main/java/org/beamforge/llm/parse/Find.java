package org.beamforge.llm.parse;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last matrix of the right shape seen so far, and the last one of any other shape. */
final class Find {
    private final int users;
    private final int stations;
    private @Nullable BinaryMatrix matrix;
    private int matrixEnd = -1;
    private String nearMiss = "";
    private int nearMissEnd = -1;

    /**
     * @param users N, the rows wanted
     * @param stations K, the columns wanted
     */
    Find(int users, int stations) {
        this.users = users;
        this.stations = stations;
    }

    int users() {
        return users;
    }

    int stations() {
        return stations;
    }

    /**
     * Offers rows that stand together; keeps them if they are N by K and binary.
     *
     * @param rows entries 0, 1 or {@link Tokens#OTHER}
     * @param end offset in the text behind the last of them
     */
    void offer(List<int[]> rows, int end) {
        if (rows.size() == users && rows.stream().allMatch(this::good)) {
            if (end > matrixEnd) {
                matrix = new BinaryMatrix(rows);
                matrixEnd = end;
            }
        } else if (rows.size() >= 2 && end > nearMissEnd) {
            nearMiss = describe(rows);
            nearMissEnd = end;
        }
    }

    private boolean good(int[] row) {
        if (row.length != stations) {
            return false;
        }
        for (int entry : row) {
            if (entry == Tokens.OTHER) {
                return false;
            }
        }
        return true;
    }

    private String describe(List<int[]> rows) {
        int width = rows.get(0).length;
        for (int i = 0; i < rows.size(); i++) {
            int[] row = rows.get(i);
            if (row.length != width) {
                return "row %d has %d entries, row 1 has %d".formatted(i + 1, row.length, width);
            }
        }
        if (rows.size() != users || width != stations) {
            String hint =
                    rows.size() == stations && width == users
                            ? " (it looks transposed: rows are users, columns base stations)"
                            : "";
            return "found a %d x %d matrix%s".formatted(rows.size(), width, hint);
        }
        for (int i = 0; i < users; i++) {
            for (int k = 0; k < stations; k++) {
                if (rows.get(i)[k] == Tokens.OTHER) {
                    return "the entry in row %d, column %d is neither 0 nor 1"
                            .formatted(i + 1, k + 1);
                }
            }
        }
        return "";
    }

    @Nullable BinaryMatrix matrix() {
        return matrix;
    }

    /** What the last matrix of another shape looked like; empty if there was none. */
    String nearMiss() {
        return nearMiss;
    }
}
