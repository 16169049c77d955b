package io.gabion.detectors.model;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslateException;
import ai.djl.translate.TranslatorContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;

/**
 * One network on DJL's ONNX Runtime engine, always asked at the one shape it was exported with, on one native thread: the
 * same row gives the same score whatever else is in the batch. Not for several threads at once.
 */
public final class Session implements AutoCloseable {
    private final int batch;
    private final int length;
    private final Model model;
    private final Predictor<long[], float[]> predictor;

    /** @throws IOException if it is no model of that shape */
    Session(byte[] onnx, int batch, int length) throws IOException {
        this.batch = batch;
        this.length = length;
        var opened = Model.newInstance("gabion", "OnnxRuntime");
        try {
            opened.load(new ByteArrayInputStream(onnx), Map.of("interOpNumThreads", "1", "intraOpNumThreads", "1"));
        } catch (MalformedModelException | IOException | RuntimeException | Error e) {
            opened.close();
            throw new IOException("not a model that ONNX Runtime reads: " + e.getMessage(), e);
        }
        model = opened;
        predictor = model.newPredictor(new Rows());
    }

    /** @param rows batch × length ids @return what the network says, in its own layout */
    float[] run(long[] rows) throws IOException {
        try {
            return predictor.predict(rows);
        } catch (TranslateException | RuntimeException e) {
            throw new IOException(
                    "the model failed: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                    e);
        }
    }

    /** What a network says of one batch of rows. */
    public static double[] once(byte[] onnx, long[][] rows) throws IOException {
        try (var session = new Session(onnx, rows.length, rows[0].length)) {
            var answer = session.run(
                    Arrays.stream(rows).flatMapToLong(Arrays::stream).toArray());
            var out = new double[answer.length];
            Arrays.setAll(out, i -> answer[i]);
            return out;
        }
    }

    @Override
    public void close() {
        predictor.close();
        model.close();
    }

    private final class Rows implements NoBatchifyTranslator<long[], float[]> {
        @Override
        public NDList processInput(TranslatorContext context, long[] rows) {
            return new NDList(context.getNDManager().create(rows, new Shape(batch, length)));
        }

        @Override
        public float[] processOutput(TranslatorContext context, NDList scores) {
            return scores.getFirst().toFloatArray();
        }
    }
}
