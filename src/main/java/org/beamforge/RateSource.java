package org.beamforge;

/** Where the rate matrix of step 1 of Algorithm 3 comes from. */
public enum RateSource {
    /** SINR under the current beamformers, as the paper prints it; switched-off beams count 0. */
    PAPER,
    /** Single-user optimal values V_k({i}): informative whatever the current beams are. */
    POTENTIAL
}
