package org.beamforge.tensor.nd4j;

import java.nio.DoubleBuffer;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.tensor.ComplexTensor;
import org.beamforge.tensor.LinearMaps;
import org.nd4j.linalg.api.blas.params.MMulTranspose;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.reduce.Mmul;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Complex products as real ones, for ND4J has no complex type: [[Re A, -Im A], [Im A, Re A]] times
 * [Re X; Im X]. The embeddings of A and of A^H are built once, when A is set, in c-order (an
 * f-order operand or result makes a product several times slower).
 */
final class EmbeddedMaps implements LinearMaps {
    private final int m;
    private final int k;
    private final int cols;

    /** Embedding of A: [batch, 2 m, 2 k]. */
    private final Operand forward;

    /** Embedding of A^H: [batch, 2 k, 2 m]. */
    private final Operand adjoint;

    /** [Re; Im] of what A multiplies and A^H gives: [batch, 2 k, cols]. */
    private final Operand tall;

    /** [Re; Im] of what A gives and A^H multiplies: [batch, 2 m, cols]. */
    private final Operand wide;

    EmbeddedMaps(int batch, int m, int k, int cols) {
        this.m = m;
        this.k = k;
        this.cols = cols;
        forward = new Operand(batch, 2 * m, 2 * k);
        adjoint = new Operand(batch, 2 * k, 2 * m);
        tall = new Operand(batch, 2 * k, cols);
        wide = new Operand(batch, 2 * m, cols);
    }

    @Override
    public void set(int slot, SplitComplex a, int offset) {
        int f = slot * 4 * m * k;
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < k; j++) {
                double re = a.re()[offset + i * k + j];
                double im = a.im()[offset + i * k + j];
                forward.data.put(f + i * 2 * k + j, re);
                forward.data.put(f + i * 2 * k + k + j, -im);
                forward.data.put(f + (m + i) * 2 * k + j, im);
                forward.data.put(f + (m + i) * 2 * k + k + j, re);
                adjoint.data.put(f + j * 2 * m + i, re);
                adjoint.data.put(f + j * 2 * m + m + i, im);
                adjoint.data.put(f + (k + j) * 2 * m + i, -im);
                adjoint.data.put(f + (k + j) * 2 * m + m + i, re);
            }
        }
    }

    @Override
    public void move(int from, int to) {
        forward.move(from, to);
        adjoint.move(from, to);
    }

    @Override
    public void apply(int active, ComplexTensor x, ComplexTensor y) {
        product(active, forward, x, tall, wide, y);
    }

    @Override
    public void applyAdjoint(int active, ComplexTensor x, ComplexTensor y) {
        product(active, adjoint, x, wide, tall, y);
    }

    private void product(
            int active, Operand a, ComplexTensor x, Operand in, Operand out, ComplexTensor y) {
        int rows = x.stride();
        for (int b = 0; b < active; b++) {
            in.data.put(2 * b * rows, x.planes().re(), x.offset(b), rows);
            in.data.put((2 * b + 1) * rows, x.planes().im(), x.offset(b), rows);
        }
        Nd4j.exec(
                new Mmul(
                        a.first(active),
                        in.first(active),
                        out.first(active),
                        MMulTranspose.allFalse()));
        int results = y.stride();
        for (int b = 0; b < active; b++) {
            out.data.get(2 * b * results, y.planes().re(), y.offset(b), results);
            out.data.get((2 * b + 1) * results, y.planes().im(), y.offset(b), results);
        }
    }

    @Override
    public void close() {
        forward.close();
        adjoint.close();
        tall.close();
        wide.close();
    }

    /** A tensor outside the Java heap with a direct view of its numbers. */
    private static final class Operand {
        private final INDArray all;
        private final DoubleBuffer data;
        private final int stride;
        private INDArray view;
        private int viewed;

        Operand(int batch, int rows, int cols) {
            long length = (long) batch * rows * cols;
            if (length > Integer.MAX_VALUE / Double.BYTES) {
                throw new IllegalArgumentException(
                        "a tensor of shape [%d, %d, %d] is too large for the engine nd4j"
                                .formatted(batch, rows, cols));
            }
            all = Nd4j.create(DataType.DOUBLE, new long[] {batch, rows, cols}, 'c');
            data = all.data().asNioDouble();
            stride = rows * cols;
            view = all;
            viewed = batch;
        }

        /** The first {@code active} matrices; a view is made only when their number changes. */
        INDArray first(int active) {
            if (active != viewed) {
                view =
                        active == all.size(0)
                                ? all
                                : all.get(
                                        NDArrayIndex.interval(0, active),
                                        NDArrayIndex.all(),
                                        NDArrayIndex.all());
                viewed = active;
            }
            return view;
        }

        void move(int from, int to) {
            for (int i = 0; i < stride; i++) {
                data.put(to * stride + i, data.get(from * stride + i));
            }
        }

        void close() {
            all.close();
        }
    }
}
