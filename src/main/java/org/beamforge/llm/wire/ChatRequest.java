package org.beamforge.llm.wire;

/**
 * One question.
 *
 * @param prompt the whole text; every question stands alone
 * @param matrix whether the answer is an association matrix and may be asked for as JSON
 * @param sample tells equal questions of parallel samples apart when an exchange is replayed
 */
public record ChatRequest(String prompt, boolean matrix, int sample) {}
