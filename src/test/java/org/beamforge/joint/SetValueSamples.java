package org.beamforge.joint;

import org.beamforge.network.SetValue;
import org.beamforge.solver.BeamResult;

/** Values that a solver would not give. */
final class SetValueSamples {
    private SetValueSamples() {}

    /** The same set with its rate multiplied. */
    static SetValue scaled(SetValue value, double factor) {
        BeamResult r = value.result();
        BeamResult result =
                new BeamResult(
                        r.status(),
                        factor * r.rateNats(),
                        r.boundNats(),
                        r.communication(),
                        r.radar(),
                        r.radarColumns(),
                        r.outerIterations(),
                        r.innerIterations(),
                        r.rescues(),
                        r.residual());
        return new SetValue(value.set(), value.problem(), result, value.starts());
    }
}
