package org.beamforge.model;

import java.util.Arrays;

/**
 * Which base station serves which user: u[k,i] = 1 where {@code stationOf(i) == k}. Every user has
 * one base station (27e), every base station at least one user (27d).
 */
public final class Association {
    private final int stations;
    private final int[] stationOfUser;

    private Association(int stations, int[] stationOfUser) {
        this.stations = stations;
        this.stationOfUser = stationOfUser;
    }

    /**
     * @param stations K
     * @param stationOfUser base station of each user, [N], values 0..K-1
     * @throws InvalidInputException if a value is out of range or a base station is left alone
     */
    public static Association of(int stations, int... stationOfUser) {
        int[] counts = new int[stations];
        for (int i = 0; i < stationOfUser.length; i++) {
            int k = stationOfUser[i];
            if (k < 0 || k >= stations) {
                throw new InvalidInputException(
                        "association[%d]: expected a base station 0..%d, found %d"
                                .formatted(i, stations - 1, k));
            }
            counts[k]++;
        }
        for (int k = 0; k < stations; k++) {
            if (counts[k] == 0) {
                throw new InvalidInputException(
                        "association: base station %d has no user (27d)".formatted(k));
            }
        }
        return new Association(stations, stationOfUser.clone());
    }

    public int stations() {
        return stations;
    }

    public int users() {
        return stationOfUser.length;
    }

    public int stationOf(int user) {
        return stationOfUser[user];
    }

    /** The users S_k of one base station, ascending. */
    public int[] usersOf(int station) {
        int count = 0;
        for (int k : stationOfUser) {
            if (k == station) {
                count++;
            }
        }
        int[] users = new int[count];
        int next = 0;
        for (int i = 0; i < stationOfUser.length; i++) {
            if (stationOfUser[i] == station) {
                users[next++] = i;
            }
        }
        return users;
    }

    /** A copy of the base station of each user, [N]. */
    public int[] toArray() {
        return stationOfUser.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Association that
                && stations == that.stations
                && Arrays.equals(stationOfUser, that.stationOfUser);
    }

    @Override
    public int hashCode() {
        return 31 * stations + Arrays.hashCode(stationOfUser);
    }

    @Override
    public String toString() {
        return Arrays.toString(stationOfUser);
    }
}
