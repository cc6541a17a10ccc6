package org.beamforge;

import java.util.List;
import java.util.Optional;
import org.beamforge.association.LlmReport;
import org.beamforge.control.IterationRecord;
import org.beamforge.control.SolveStatus;
import org.beamforge.model.Association;

/**
 * The answer to one instance (format isac-solution/1).
 *
 * @param status how the run ended
 * @param sumRate sum over base stations of their mean spectral efficiencies (26), bit/s/Hz
 * @param association which base station serves which user
 * @param iterations inner iterations of the beamforming solver, over base stations and AO steps
 * @param seconds time inside the solvers, s
 * @param solver "exact-fp" or "mm-admm"
 * @param backend the engine that ran, for example "java"
 * @param scheme the association scheme, for example "joint"
 * @param stations one entry per base station
 * @param trace the iteration table
 * @param certificate bounds and proof, for joint searches
 * @param llm what the language models were asked and answered, for the scheme llm
 */
public record Solution(
        SolveStatus status,
        double sumRate,
        Association association,
        int iterations,
        double seconds,
        String solver,
        String backend,
        String scheme,
        List<StationSolution> stations,
        List<IterationRecord> trace,
        Optional<Certificate> certificate,
        Optional<LlmReport> llm) {
    public Solution {
        stations = List.copyOf(stations);
        trace = List.copyOf(trace);
    }
}
