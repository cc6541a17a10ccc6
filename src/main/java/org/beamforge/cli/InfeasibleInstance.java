package org.beamforge.cli;

import org.beamforge.InfeasibleException;
import org.beamforge.InfeasibleException.StationNeed;
import org.beamforge.model.Instance;

/** Proven infeasibility, in words: which base station, which constraint, how much power. */
final class InfeasibleInstance extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InfeasibleInstance(Instance instance, InfeasibleException cause) {
        super(message(instance, cause), cause);
    }

    private static String message(Instance instance, InfeasibleException cause) {
        if (cause.needs().isEmpty()) {
            return "infeasible: " + cause.getMessage();
        }
        StringBuilder text = new StringBuilder("infeasible:");
        for (StationNeed need : cause.needs()) {
            text.append(line(instance, need));
        }
        return text.append("\nMaybe raise maxPowerW or maxCrbRad2, or lower minRadarSnrDb.")
                .toString();
    }

    private static String line(Instance instance, StationNeed need) {
        String power =
                Double.isInfinite(need.powerRatio())
                        ? "cannot meet its sensing constraints with any power"
                        : Console.format(
                                "needs %.4gx its power budget (%.6g W, has %.6g W)",
                                need.powerRatio(),
                                need.powerRatio() * instance.maxPowerW(),
                                instance.maxPowerW());
        return Console.format(
                "\n  BS %d %s because of %s (alone, (27a) needs %.4gx and (27b) %.4gx)",
                need.station(),
                power,
                culprit(need),
                need.detectionRatio(),
                need.estimationRatio());
    }

    private static String culprit(StationNeed need) {
        boolean detection = need.detectionRatio() > 1;
        boolean estimation = need.estimationRatio() > 1;
        if (detection == estimation) {
            return detection
                    ? "the radar SNR (27a) and the CRB (27b), each by itself"
                    : "the radar SNR (27a) and the CRB (27b) together";
        }
        return detection ? "the radar SNR (27a)" : "the CRB (27b)";
    }
}
