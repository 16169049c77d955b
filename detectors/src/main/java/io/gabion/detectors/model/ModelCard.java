package io.gabion.detectors.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gabion.protocol.Names;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What goes with a model's weights, as {@code model.json}.
 *
 * @param version a hash of the weights; if the threshold was set anew, of both
 * @param schema what the ids that it is given mean, see {@link Encoding#schema}
 * @param learnt what else but the weights a kind needs
 * @param trainingData SHA-256 of the file it was trained on
 * @param origin where that came from and under which licence
 * @param rows how many rows of it were learnt
 * @param opset of the ONNX operators
 * @param metrics on rows that were held back
 * @param threshold a score from here on is flagged: of held-back benign rows one in a hundred is
 * @param reference what drift is measured against
 * @param sha256 of {@code model.onnx}
 */
public record ModelCard(
        String id,
        String version,
        Kind kind,
        String schema,
        String schemaHash,
        Learnt learnt,
        String trainingData,
        String origin,
        long rows,
        long seed,
        int opset,
        Map<String, Double> metrics,
        double threshold,
        Reference reference,
        String sha256) {
    /**
     * @param vocabulary of a sequence model: events in the order of their ids
     * @param mixes of a sequence model: how much of a harmless trace each event was, by id; at most {@value #MIXES}
     * @param columns of an autoencoder
     */
    public record Learnt(List<String> vocabulary, List<Map<Integer, Double>> mixes, List<Column> columns) {
        public static final int MIXES = 1_000;
        public static final Learnt NOTHING = new Learnt(List.of(), List.of(), List.of());

        public Learnt {
            vocabulary = List.copyOf(vocabulary);
            mixes = List.copyOf(mixes);
            columns = List.copyOf(columns);
        }
    }

    /**
     * Held-back benign rows.
     *
     * @param scores how many scored within each of {@value Encoding#BINS} equal parts of 0 to 1
     * @param features how they were spread over the parts of each feature, see {@link Encoding#features}
     */
    public record Reference(List<Integer> scores, Map<String, List<Integer>> features) {
        public static final Reference NONE = new Reference(List.of(), Map.of());

        public Reference {
            scores = List.copyOf(scores);
            var copied = new TreeMap<String, List<Integer>>();
            features.forEach((name, counts) -> copied.put(name, List.copyOf(counts)));
            features = Collections.unmodifiableMap(copied);
        }
    }

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    /** Stored names are those of the constants. */
    public enum Kind {
        text,
        sequence,
        autoencoder,
        triage
    }

    public ModelCard {
        metrics = new TreeMap<>(metrics);
    }

    public Encoding encoding() {
        return switch (kind) {
            case text -> schema.startsWith("mail ") ? new MailEncoding() : new Encoding.Domain();
            case sequence -> Encoding.Tokens.of(learnt.vocabulary());
            case autoencoder, triage -> VectorEncoding.of(learnt.columns(), schema);
        };
    }

    /** The same model after calibration. */
    public ModelCard calibrated(Map<String, Double> measured, double at, Reference against) {
        return new ModelCard(
                id,
                version,
                kind,
                schema,
                schemaHash,
                learnt,
                trainingData,
                origin,
                rows,
                seed,
                opset,
                measured,
                at,
                against,
                sha256);
    }

    /** The same weights with another threshold: another version. */
    public ModelCard recalibrated(double at) {
        var next = Names.of(sha256, String.valueOf(at)).substring(0, 12);
        return new ModelCard(
                id,
                next,
                kind,
                schema,
                schemaHash,
                learnt,
                trainingData,
                origin,
                rows,
                seed,
                opset,
                metrics,
                at,
                reference,
                sha256);
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
