package org.beamforge.control;

import java.util.concurrent.atomic.AtomicBoolean;

/** A request to stop, polled by every loop; optionally with a deadline. Thread-safe. */
public final class Cancellation {
    private static final long NEVER = Long.MAX_VALUE;

    private final AtomicBoolean requested;
    private final long startNanos;
    private final long budgetNanos;

    private Cancellation(AtomicBoolean requested, long startNanos, long budgetNanos) {
        this.requested = requested;
        this.startNanos = startNanos;
        this.budgetNanos = budgetNanos;
    }

    /** Stops only when {@link #cancel()} is called. */
    public static Cancellation none() {
        return new Cancellation(new AtomicBoolean(), System.nanoTime(), NEVER);
    }

    /** This request, with a deadline counted from now as well; cancelling either stops both. */
    public Cancellation withTimeLimit(double seconds) {
        if (!(seconds < 1e9)) {
            return this;
        }
        long now = System.nanoTime();
        long budget = (long) (seconds * 1e9);
        if (budgetNanos != NEVER) {
            budget = Math.min(budget, budgetNanos - (now - startNanos));
        }
        return new Cancellation(requested, now, budget);
    }

    public void cancel() {
        requested.set(true);
    }

    /** Whether {@link #cancel()} was called. */
    public boolean cancelled() {
        return requested.get();
    }

    /** Whether the deadline has passed. */
    public boolean expired() {
        return budgetNanos != NEVER && System.nanoTime() - startNanos > budgetNanos;
    }

    /** Whether work should stop, for either reason. */
    public boolean shouldStop() {
        return cancelled() || expired();
    }

    /** The status that tells why work stopped. */
    public SolveStatus reason() {
        return cancelled() ? SolveStatus.CANCELLED : SolveStatus.TIME_LIMIT;
    }
}
