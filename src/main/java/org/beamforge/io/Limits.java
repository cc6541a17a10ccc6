package org.beamforge.io;

import org.beamforge.model.Check;
import org.beamforge.model.InvalidInputException;

/**
 * What a file may ask for. K = 10 base stations with M = 4096 antennas and N = 200 users need 8.2
 * million channel coefficients, 350 MB as JSON text; whatever is larger is taken for a mistake
 * before memory is spent on it.
 */
final class Limits {
    /** Largest file that is opened. */
    static final long MAX_FILE_BYTES = 512L << 20;

    /** Most complex numbers in one array, and channel coefficients K N M in one instance. */
    static final int MAX_NUMBERS = Check.MOST_COEFFICIENTS;

    private Limits() {}

    static void checkFileSize(long bytes) {
        if (bytes > MAX_FILE_BYTES) {
            throw Faults.fault(
                    "at most %d bytes (512 MiB)".formatted(MAX_FILE_BYTES), bytes + " bytes");
        }
    }

    /**
     * @throws InvalidInputException if K x N x M channel coefficients are too many
     */
    static void checkCoefficients(String place, int stations, int users, int antennas) {
        // double: the product of three ints need not fit a long
        if ((double) stations * users * antennas > MAX_NUMBERS) {
            throw Faults.fault(
                    place,
                    "at most %d channel coefficients K x N x M".formatted(MAX_NUMBERS),
                    "%d x %d x %d".formatted(stations, users, antennas));
        }
    }
}
