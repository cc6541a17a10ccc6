package org.beamforge;

/**
 * Whether an engine can be used on this machine.
 *
 * @param kind the engine
 * @param usable whether asking for it by name would work
 * @param device what it would run on; empty if it cannot run
 * @param reason why it cannot be used, in one line; empty if it can
 */
public record BackendStatus(BackendKind kind, boolean usable, String device, String reason) {}
