package org.beamforge.network;

import java.util.Arrays;

/** A base station and a non-empty set of users it may serve: the key of a beamforming value. */
public final class UserSet {
    private final int station;
    private final int[] users;

    /**
     * @param station index k
     * @param users ascending, not copied: the caller gives them up
     */
    public UserSet(int station, int... users) {
        this.station = station;
        this.users = users;
    }

    public int station() {
        return station;
    }

    public int size() {
        return users.length;
    }

    /** The users, ascending; not a copy. */
    public int[] users() {
        return users;
    }

    /** Whether this is a proper subset of {@code that}, at the same base station. */
    public boolean isWithin(UserSet that) {
        if (station != that.station || users.length >= that.users.length) {
            return false;
        }
        int j = 0;
        for (int user : users) {
            while (j < that.users.length && that.users[j] < user) {
                j++;
            }
            if (j == that.users.length || that.users[j] != user) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UserSet that
                && station == that.station
                && Arrays.equals(users, that.users);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(users) + station;
    }

    @Override
    public String toString() {
        return "V_" + station + Arrays.toString(users);
    }
}
