package org.beamforge.io;

import java.util.List;
import java.util.function.IntFunction;
import org.beamforge.model.Positions;

/** The four groups of optional positions, in the order base stations, users, targets. */
final class InstancePositions {
    /** Names inside the field {@code positions} of a JSON file. */
    static final List<String> FIELDS =
            List.of("baseStations", "users", "detectionTargets", "estimationTargets");

    /** Names of the arrays of an NPZ or MAT file. */
    static final List<String> ARRAYS = List.of("bs_pos", "user_pos", "det_pos", "est_pos");

    /** The place of a group in a JSON file. */
    static final IntFunction<String> JSON = i -> "positions." + FIELDS.get(i);

    private InstancePositions() {}

    static List<List<Positions.Point>> groups(Positions p) {
        return List.of(p.baseStations(), p.users(), p.detectionTargets(), p.estimationTargets());
    }

    /** Checks that there is one point for each thing that stands somewhere. */
    static void check(Positions positions, int stations, int users, IntFunction<String> place) {
        for (int i = 0; i < 4; i++) {
            int expected = i == 1 ? users : stations;
            int found = groups(positions).get(i).size();
            if (found != expected) {
                throw Faults.fault(place.apply(i), expected + " points", String.valueOf(found));
            }
        }
    }
}
