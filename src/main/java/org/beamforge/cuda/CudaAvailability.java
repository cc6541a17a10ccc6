package org.beamforge.cuda;

import java.util.List;

/**
 * Whether the engine "cuda" can be used on this machine.
 *
 * @param usable whether at least one device passed its self-test
 * @param devices what it would run on, one description per usable device
 * @param reason why it cannot be used, in one line; empty if it can
 */
public record CudaAvailability(boolean usable, List<String> devices, String reason) {
    static CudaAvailability no(String reason) {
        return new CudaAvailability(false, List.of(), reason.replace('\n', ' '));
    }
}
