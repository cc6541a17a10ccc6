package org.beamforge.llm.transcript;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.beamforge.llm.wire.ChatRequest;
import org.beamforge.llm.wire.Endpoint;

/**
 * Identifies a question: everything that shapes the answer, but neither the server's address nor
 * the key, so that a record can be replayed anywhere.
 */
final class RequestKey {
    private RequestKey() {}

    /** SHA-256 in hexadecimal. */
    static String of(Endpoint endpoint, ChatRequest request) {
        String text =
                String.join(
                        "\n",
                        endpoint.api().label(),
                        endpoint.model(),
                        endpoint.structure().label(),
                        endpoint.temperature().toString(),
                        endpoint.maxOutputTokens().toString(),
                        endpoint.body().toString(),
                        Boolean.toString(request.matrix()),
                        Integer.toString(request.sample()),
                        request.prompt());
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
