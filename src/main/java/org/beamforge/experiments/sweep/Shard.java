package org.beamforge.experiments.sweep;

import java.util.Map;
import org.beamforge.model.InvalidInputException;

/**
 * The part of a sweep that one process does: draws number i, i + n, i + 2n, ...
 *
 * @param index i, from 0
 * @param count n
 */
public record Shard(int index, int count) {
    private static final int MOST = 100_000;

    public static final Shard WHOLE = new Shard(0, 1);

    public Shard {
        if (count < 1 || count > MOST || index < 0 || index >= count) {
            throw new InvalidInputException(
                    "shard: expected i/n with 0 <= i < n <= %d, found %d/%d"
                            .formatted(MOST, index, count));
        }
    }

    /** Reads {@code i/n}. */
    public static Shard parse(String text) {
        int slash = text.indexOf('/');
        try {
            if (slash > 0) {
                return new Shard(
                        Integer.parseInt(text.substring(0, slash).strip()),
                        Integer.parseInt(text.substring(slash + 1).strip()));
            }
        } catch (NumberFormatException e) {
            // told below, with the text
        }
        throw new InvalidInputException(
                "shard: expected i/n with i from 0, for example 0/3, found '" + text + "'");
    }

    /**
     * The shard of a SLURM job array, else the whole. Array indices may start anywhere and have a
     * step.
     */
    public static Shard ofEnvironment(Map<String, String> environment) {
        String id = environment.get("SLURM_ARRAY_TASK_ID");
        String count = environment.get("SLURM_ARRAY_TASK_COUNT");
        if (id == null || count == null) {
            return WHOLE;
        }
        try {
            int first = number(environment, "SLURM_ARRAY_TASK_MIN", 0);
            int step = Math.max(1, number(environment, "SLURM_ARRAY_TASK_STEP", 1));
            return new Shard((Integer.parseInt(id) - first) / step, Integer.parseInt(count));
        } catch (NumberFormatException e) {
            throw new InvalidInputException(
                    "SLURM_ARRAY_TASK_ID, SLURM_ARRAY_TASK_COUNT: expected numbers, found '%s', '%s'"
                            .formatted(id, count),
                    e);
        } catch (InvalidInputException e) {
            throw new InvalidInputException(
                    e.in("SLURM_ARRAY_TASK_ID, SLURM_ARRAY_TASK_COUNT").getMessage()
                            + "\nMaybe say --shard i/n.",
                    e);
        }
    }

    private static int number(Map<String, String> environment, String name, int otherwise) {
        String text = environment.get(name);
        return text == null ? otherwise : Integer.parseInt(text);
    }

    boolean holds(int task) {
        return task % count == index;
    }

    /** The name of its result file. */
    public String fileName() {
        return "shard-%d-of-%d.jsonl".formatted(index, count);
    }

    @Override
    public String toString() {
        return index + "/" + count;
    }
}
