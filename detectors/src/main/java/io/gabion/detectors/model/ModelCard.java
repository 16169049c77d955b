package io.gabion.detectors.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What goes with a model's weights, as {@code model.json}.
 *
 * @param version a hash of the weights
 * @param schema what the ids that it is given mean, see {@link Encoding#schema}
 * @param vocabulary of a sequence model, else empty
 * @param trainingData SHA-256 of the file it was trained on
 * @param origin where that came from and under which licence
 * @param rows how many rows of it were learnt
 * @param opset of the ONNX operators
 * @param metrics on rows that were held back
 * @param threshold a score from here on is flagged: of held-back benign rows one in a hundred is
 * @param reference how many held-back benign rows scored within each of {@value #BINS} equal parts of 0 to 1
 * @param sha256 of {@code model.onnx}
 */
public record ModelCard(
        String id,
        String version,
        Kind kind,
        String schema,
        String schemaHash,
        List<String> vocabulary,
        String trainingData,
        String origin,
        long rows,
        long seed,
        int opset,
        Map<String, Double> metrics,
        double threshold,
        List<Integer> reference,
        String sha256) {
    public static final int BINS = 20;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    /** Stored names are those of the constants. */
    public enum Kind {
        text,
        sequence
    }

    public ModelCard {
        vocabulary = List.copyOf(vocabulary);
        metrics = new TreeMap<>(metrics);
        reference = List.copyOf(reference);
    }

    public Encoding encoding() {
        return switch (kind) {
            case text -> new Encoding.Domain();
            case sequence -> Encoding.Tokens.of(vocabulary);
        };
    }

    public byte[] write() {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a card is plain values", e);
        }
    }

    /** @throws IOException if it is no card */
    public static ModelCard read(byte[] json) throws IOException {
        return JSON.readValue(json, ModelCard.class);
    }
}
