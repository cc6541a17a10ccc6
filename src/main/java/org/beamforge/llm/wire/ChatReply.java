package org.beamforge.llm.wire;

/**
 * One answer, whatever the wire format.
 *
 * @param text the answer without reasoning
 * @param finish how it ended
 * @param detail the server's own word for that, or the text of a refusal
 * @param promptTokens as billed; -1 if the server did not say
 * @param completionTokens as billed, reasoning included; -1 if the server did not say
 */
public record ChatReply(
        String text, Finish finish, String detail, int promptTokens, int completionTokens) {

    /** How an answer ended. */
    public enum Finish {
        /** The model said all it wanted to. */
        COMPLETE,
        /** The model ran into its output limit. */
        LENGTH,
        /** The model or a filter before it refused. */
        REFUSED,
        /** There was no answer in the response. */
        EMPTY
    }
}
