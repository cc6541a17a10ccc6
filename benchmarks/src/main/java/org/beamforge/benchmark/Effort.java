package org.beamforge.benchmark;

/**
 * How long a benchmark measures. The first warm-up of mm-admm takes six seconds whatever is asked:
 * it ends when the kernels are compiled.
 *
 * @param forks JVMs one after the other
 * @param warmups iterations of JMH that are not counted
 * @param iterations iterations of JMH that are
 * @param millis of one iteration at least
 */
record Effort(int forks, int warmups, int iterations, int millis) {
    static final Effort USUAL = new Effort(1, 4, 5, 300);

    /** For figures whose ratio is a claim, and which vary from JVM to JVM. */
    static final Effort TWICE = new Effort(2, 2, 3, 300);

    /** The same where the claim is close. */
    static final Effort THRICE = new Effort(3, 2, 3, 300);

    /** For figures that no claim hangs on closely. */
    static final Effort BRIEF = new Effort(1, 2, 3, 300);

    /** For what takes seconds per run: a run is longer than any warm-up. */
    static final Effort SLOW = new Effort(1, 1, 2, 300);

    /** For what takes a minute per run. */
    static final Effort ONCE = new Effort(1, 0, 1, 300);
}
