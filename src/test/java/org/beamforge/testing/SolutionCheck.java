package org.beamforge.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Recomputes every figure of an isac-solution/1 tree from its isac-instance/1 tree alone: nothing
 * of the project is used, and the CRB comes from the full Fisher matrix (21), (22).
 */
public final class SolutionCheck {
    private static final double FEASIBLE = 1e-6;
    private static final double SAME = 1e-6;

    private SolutionCheck() {}

    /** Fails unless the solution is feasible to 1e-6 and reports what it reaches. */
    public static void require(JsonNode instance, JsonNode solution) {
        int m = instance.get("antennas").intValue();
        int n = instance.get("users").intValue();
        int stations = instance.get("baseStations").size();
        assertThat(solution.get("association")).hasSize(n);
        double total = 0;
        for (int k = 0; k < stations; k++) {
            JsonNode bs = instance.get("baseStations").get(k);
            JsonNode out = solution.get("baseStations").get(k);
            double[][][] h = matrix(bs.get("channels"));
            double[][][] wc = matrix(out.get("communication"));
            double[][][] wr = matrix(out.get("radar"));
            int radar = wr[0][0].length;
            double[][][] w = new double[2][m][n + radar];
            for (int part = 0; part < 2; part++) {
                for (int i = 0; i < m; i++) {
                    System.arraycopy(wc[part][i], 0, w[part][i], 0, n);
                    System.arraycopy(wr[part][i], 0, w[part][i], n, radar);
                }
            }
            double rate = 0;
            int served = 0;
            for (int i = 0; i < n; i++) {
                if (solution.get("association").get(i).intValue() != k) {
                    continue;
                }
                served++;
                double[][] channel = {h[0][i], h[1][i]};
                double own = 0;
                double noise = instance.get("userNoisePowerW").doubleValue();
                for (int c = 0; c < n + radar; c++) {
                    double received = abs2(inner(channel, w, c));
                    if (c == i) {
                        own = received;
                    } else {
                        noise += received;
                    }
                }
                rate += Math.log(1 + own / noise) / Math.log(2);
            }
            assertThat(served).as("users of base station %d (27d)", k).isPositive();
            rate /= served;
            total += rate;
            same("rate", k, rate, out);
            double power = 0;
            for (int i = 0; i < m; i++) {
                for (int c = 0; c < n + radar; c++) {
                    power += w[0][i][c] * w[0][i][c] + w[1][i][c] * w[1][i][c];
                }
            }
            same("powerW", k, power, out);
            assertThat(power)
                    .as("power of base station %d (27c)", k)
                    .isLessThanOrEqualTo(instance.get("maxPowerW").doubleValue() * (1 + FEASIBLE));
            double snr = radarSnr(instance, bs.get("detectionTarget"), w, m);
            same("radarSnrDb", k, 10 * Math.log10(snr), out);
            double least = Math.pow(10, instance.get("minRadarSnrDb").doubleValue() / 10);
            assertThat(snr)
                    .as("radar SNR of base station %d (27a)", k)
                    .isGreaterThanOrEqualTo(least * (1 - FEASIBLE));
            double crb = crb(instance, bs.get("estimationTarget"), w, m);
            same("crbRad2", k, crb, out);
            assertThat(crb)
                    .as("CRB of base station %d (27b)", k)
                    .isLessThanOrEqualTo(instance.get("maxCrbRad2").doubleValue() * (1 + FEASIBLE));
        }
        assertThat(solution.get("sumRate").doubleValue())
                .as("sumRate")
                .isCloseTo(total, within(SAME * total + 1e-9));
    }

    private static void same(String field, int station, double here, JsonNode out) {
        assertThat(out.get(field).doubleValue())
                .as("base station %d: %s", station, field)
                .isCloseTo(here, within(SAME * Math.abs(here) + 1e-9));
    }

    private static double radarSnr(JsonNode instance, JsonNode target, double[][][] w, int m) {
        double gain = target.get("pathGain").doubleValue();
        double[][] g = steering(m, target.get("angleRad").doubleValue(), gain, false);
        double sum = 0;
        for (int c = 0; c < w[0][0].length; c++) {
            sum += abs2(inner(g, w, c));
        }
        return target.get("rcsPower").doubleValue()
                * gain
                * gain
                * sum
                / instance.get("radarNoisePowerW").doubleValue();
    }

    /**
     * From G = g g^H and its derivative, column by column of W: tr(X R) = ||.||^2 of X's factors.
     */
    private static double crb(JsonNode instance, JsonNode target, double[][][] w, int m) {
        double gain = target.get("pathGain").doubleValue();
        double angle = target.get("angleRad").doubleValue();
        double[][] g = steering(m, angle, gain, false);
        double[][] dg = steering(m, angle, gain, true);
        double ar = target.get("rcsAmplitude").get("re").doubleValue();
        double ai = target.get("rcsAmplitude").get("im").doubleValue();
        double c =
                2
                        * instance.get("snapshots").doubleValue()
                        / instance.get("radarNoisePowerW").doubleValue();
        double j11 = 0;
        double j22 = 0;
        double tr = 0;
        double ti = 0;
        for (int col = 0; col < w[0][0].length; col++) {
            double[] x = inner(g, w, col);
            double[] y = inner(dg, w, col);
            // G w = g x; G' w = dg x + g y
            for (int i = 0; i < m; i++) {
                double gr = g[0][i] * x[0] - g[1][i] * x[1];
                double gi = g[0][i] * x[1] + g[1][i] * x[0];
                double dr = dg[0][i] * x[0] - dg[1][i] * x[1] + g[0][i] * y[0] - g[1][i] * y[1];
                double di = dg[0][i] * x[1] + dg[1][i] * x[0] + g[0][i] * y[1] + g[1][i] * y[0];
                j11 += dr * dr + di * di;
                j22 += gr * gr + gi * gi;
                tr += dr * gr + di * gi;
                ti += dr * gi - di * gr;
            }
        }
        double alpha2 = ar * ar + ai * ai;
        double information = c * alpha2 * (j11 - (tr * tr + ti * ti) / j22);
        return 1 / information;
    }

    /** (beta / sqrt M) a(phi) or its derivative; centred phases as in the file format. */
    private static double[][] steering(int m, double angle, double gain, boolean derivative) {
        double[][] a = new double[2][m];
        for (int i = 0; i < m; i++) {
            double place = i - (m - 1) / 2.0;
            double phase = Math.PI * place * Math.cos(angle);
            double re = gain / Math.sqrt(m) * Math.cos(phase);
            double im = gain / Math.sqrt(m) * Math.sin(phase);
            double slope = -Math.PI * place * Math.sin(angle);
            a[0][i] = derivative ? -slope * im : re;
            a[1][i] = derivative ? slope * re : im;
        }
        return a;
    }

    /** v^H w_c. */
    private static double[] inner(double[][] v, double[][][] w, int c) {
        double re = 0;
        double im = 0;
        for (int i = 0; i < v[0].length; i++) {
            re += v[0][i] * w[0][i][c] + v[1][i] * w[1][i][c];
            im += v[0][i] * w[1][i][c] - v[1][i] * w[0][i][c];
        }
        return new double[] {re, im};
    }

    private static double abs2(double[] z) {
        return z[0] * z[0] + z[1] * z[1];
    }

    private static double[][][] matrix(JsonNode node) {
        return new double[][][] {plane(node.get("re")), plane(node.get("im"))};
    }

    private static double[][] plane(JsonNode rows) {
        double[][] plane = new double[rows.size()][];
        for (int i = 0; i < plane.length; i++) {
            plane[i] = new double[rows.get(i).size()];
            for (int j = 0; j < plane[i].length; j++) {
                plane[i][j] = rows.get(i).get(j).doubleValue();
            }
        }
        return plane;
    }
}
