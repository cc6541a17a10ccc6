package org.beamforge.llm.wire;

/**
 * One question.
 *
 * @param prompt the whole text; every question stands alone
 * @param matrix whether the answer is an association matrix and may be asked for as JSON
 * @param sample tells equal questions of parallel samples apart when an exchange is replayed
 * @param scope tells equal questions of different solves apart when an exchange is replayed; empty
 *     where a run is one solve
 */
public record ChatRequest(String prompt, boolean matrix, int sample, String scope) {
    /** A question of a run with one solve. */
    public ChatRequest(String prompt, boolean matrix, int sample) {
        this(prompt, matrix, sample, "");
    }
}
