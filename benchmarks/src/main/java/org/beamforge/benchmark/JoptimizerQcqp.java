package org.beamforge.benchmark;

import cern.colt.matrix.DoubleMatrix1D;
import cern.colt.matrix.DoubleMatrix2D;
import cern.colt.matrix.impl.DenseDoubleMatrix1D;
import cern.colt.matrix.impl.DenseDoubleMatrix2D;
import com.joptimizer.exception.JOptimizerException;
import com.joptimizer.functions.ConvexMultivariateRealFunction;
import com.joptimizer.functions.LinearMultivariateRealFunction;
import com.joptimizer.functions.PSDQuadraticMultivariateRealFunction;
import com.joptimizer.optimizers.JOptimizer;
import com.joptimizer.optimizers.OptimizationRequest;

/** {@link DenseQcqp} handed to joptimizer's primal-dual method over the 2 m real variables. */
final class JoptimizerQcqp {
    private static final double TOLERANCE = 1e-6;

    private final OptimizationRequest request;

    JoptimizerQcqp(DenseQcqp qcqp) {
        int order = 2 * qcqp.size();
        DoubleMatrix2D k = new DenseDoubleMatrix2D(order, order);
        double[] column = new double[order];
        for (int j = 0; j < order; j++) {
            qcqp.realColumn(j, column);
            for (int i = 0; i < order; i++) {
                k.setQuick(i, j, column[i]);
            }
        }
        DoubleMatrix1D minusP = new DenseDoubleMatrix1D(order);
        double[] minusT = new double[order];
        for (int i = 0; i < qcqp.size(); i++) {
            minusP.setQuick(i, -qcqp.pRe()[i]);
            minusP.setQuick(qcqp.size() + i, -qcqp.pIm()[i]);
            minusT[i] = -qcqp.tRe()[i];
            minusT[qcqp.size() + i] = -qcqp.tIm()[i];
        }
        request = new OptimizationRequest();
        request.setF0(new PSDQuadraticMultivariateRealFunction(k, minusP, 0));
        request.setFi(
                new ConvexMultivariateRealFunction[] {
                    new LinearMultivariateRealFunction(minusT, qcqp.required() / 2), new Ball(order)
                });
        request.setInitialPoint(qcqp.interior());
        request.setTolerance(TOLERANCE);
        request.setToleranceFeas(TOLERANCE);
    }

    /** [Re w, Im w]: [2 m]. */
    double[] solve() {
        JOptimizer optimizer = new JOptimizer();
        optimizer.setOptimizationRequest(request);
        try {
            optimizer.optimize();
        } catch (JOptimizerException e) {
            throw new IllegalStateException(e);
        }
        return optimizer.getOptimizationResponse().getSolution();
    }

    /** (||w||^2 - 1) / 2; joptimizer's own quadratic function would multiply by a dense I. */
    private static final class Ball implements ConvexMultivariateRealFunction {
        private final int order;
        private final DoubleMatrix2D identity;

        Ball(int order) {
            this.order = order;
            identity = cern.colt.matrix.DoubleFactory2D.sparse.identity(order);
        }

        @Override
        public double value(DoubleMatrix1D x) {
            return 0.5 * (x.zDotProduct(x) - 1);
        }

        @Override
        public DoubleMatrix1D gradient(DoubleMatrix1D x) {
            return x;
        }

        @Override
        public DoubleMatrix2D hessian(DoubleMatrix1D x) {
            return identity;
        }

        @Override
        public int getDim() {
            return order;
        }
    }
}
