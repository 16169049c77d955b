package io.gabion.detectors.model;

import io.gabion.protocol.Names;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;

/** A network of drawn weights in a folder, as training would leave it. */
final class SmallModel {
    static final Encoding.Domain ENCODING = new Encoding.Domain();

    static Recurrent weights(int ids, int outputs, long seed) {
        var random = new Random(seed);
        int width = 3;
        int hidden = 4;
        return new Recurrent(
                ids,
                width,
                hidden,
                outputs,
                drawn(random, ids * width),
                drawn(random, 3 * hidden * width),
                drawn(random, 3 * hidden * hidden),
                drawn(random, 3 * hidden),
                drawn(random, 3 * hidden),
                drawn(random, outputs * hidden),
                drawn(random, outputs));
    }

    private static float[] drawn(Random random, int count) {
        var values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return values;
    }

    static ModelCard card(byte[] onnx, String schema) {
        return card("1", onnx, schema);
    }

    static ModelCard card(String version, byte[] onnx) {
        return card(version, onnx, ENCODING.schema());
    }

    private static ModelCard card(String version, byte[] onnx, String schema) {
        return new ModelCard(
                "domain",
                version,
                ModelCard.Kind.text,
                schema,
                Names.of(schema),
                ModelCard.Learnt.NOTHING,
                "",
                "drawn",
                0,
                1,
                OnnxGraph.OPSET,
                Map.of(),
                0.5,
                ModelCard.Reference.NONE,
                Names.hash(onnx));
    }

    static byte[] domain() {
        return weights(ENCODING.ids(), 1, 7).classifier(Scorer.BATCH, ENCODING.length());
    }

    static void write(Path folder, byte[] onnx, ModelCard card) throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve(ModelFolder.WEIGHTS), onnx);
        Files.write(folder.resolve(ModelFolder.CARD), card.write());
    }

    private SmallModel() {}
}
