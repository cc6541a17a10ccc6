package org.beamforge.solver.exactfp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.Dense;
import org.beamforge.solver.Stations;
import org.ejml.data.ZMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The greedy selection against the same rule written with explicit MMSE filters. */
class UserSelectionTest {
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void everyAdditionIsTheBestOneByExplicitFilters(int seed) {
        Stations.Kind kind = seed % 2 == 0 ? Stations.Kind.GENERIC : Stations.Kind.NEARLY_PARALLEL;
        BeamProblem problem = Stations.random(kind, seed, 5).compressed().problem();
        List<Integer> members = new ArrayList<>();
        double best = 0;
        while (true) {
            int added = -1;
            for (int j = 0; j < 5; j++) {
                List<Integer> trial = new ArrayList<>(members);
                trial.add(j);
                double value = members.contains(j) ? 0 : sumRate(problem, trial);
                if (value > best) {
                    best = value;
                    added = j;
                }
            }
            if (added < 0) {
                break;
            }
            members.add(added);
        }
        UserSelection selection = new UserSelection(Stations.KERNELS);
        selection.bind(problem);
        boolean[] selected = selection.select();
        for (int j = 0; j < 5; j++) {
            assertThat(selected[j]).as("user %d", j).isEqualTo(members.contains(j));
        }
    }

    /** sum log(1 + sinr) with sinr_i = p h^H (I + p sum_j!=i h_j h_j^H)^-1 h, h shaped by R_0. */
    private static double sumRate(BeamProblem problem, List<Integer> members) {
        int r = problem.dimension();
        int n = problem.users();
        ZMatrixRMaj v = Dense.of(r, 3, problem.sensing());
        double free = Math.max(1e-3, 1 - Math.max(problem.deltaD(), problem.deltaE()));
        double[] share = {problem.deltaD(), problem.deltaE() / 2, problem.deltaE() / 2};
        ZMatrixRMaj shape = Dense.plus(new ZMatrixRMaj(r, r), free, Dense.identity(r));
        for (int s = 0; s < 3; s++) {
            ZMatrixRMaj c = Dense.column(v, s);
            shape = Dense.plus(shape, share[s], Dense.product(c, Dense.adjoint(c)));
        }
        // h^H R_0 h' is the inner product in antenna space shaped by L, R_0 = L L^H; the noise
        // covariance I + p L^H H_A H_A^H L has the same SINRs as R_0^-1 + p H_A H_A^H.
        double p = 1.0 / members.size();
        double rate = 0;
        for (int i : members) {
            ZMatrixRMaj noise = Dense.inverse(shape);
            for (int j : members) {
                ZMatrixRMaj h = Dense.column(Dense.of(r, n, problem.channels()), j);
                if (j != i) {
                    noise = Dense.plus(noise, p, Dense.product(h, Dense.adjoint(h)));
                }
            }
            ZMatrixRMaj h = Dense.column(Dense.of(r, n, problem.channels()), i);
            rate += Math.log1p(p * Dense.form(h, Dense.inverse(noise), h).real);
        }
        return rate;
    }

    @Test
    void ofEqualChannelsOneIsSelected() {
        BeamProblem problem =
                Stations.random(Stations.Kind.DUPLICATE_CHANNELS, 242).compressed().problem();
        UserSelection selection = new UserSelection(Stations.KERNELS);
        selection.bind(problem);
        assertThat(selection.select()).containsExactlyInAnyOrder(true, false);
        assertThat(Solving.solve(problem).rateNats()).isGreaterThan(6);
    }
}
