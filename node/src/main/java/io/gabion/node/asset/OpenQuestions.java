package io.gabion.node.asset;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gabion.detectors.model.Scorer.Input;
import io.gabion.detectors.model.Scorer.Input.Tokens;
import io.gabion.detectors.model.Scorer.Input.Vector;
import io.gabion.detectors.window.Question;
import io.gabion.protocol.observation.Source;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The stored form of what an asset has asked models and not heard yet. */
final class OpenQuestions {
    static void write(DataOutputStream out, List<Question> questions) throws IOException {
        out.writeShort(questions.size());
        for (var question : questions) {
            text(out, question.model());
            var values =
                    switch (question.input()) {
                        case Vector(var columns) -> columns;
                        case Tokens(var tokens) -> tokens;
                        case Input other -> throw new IllegalStateException("no window is judged by " + other);
                    };
            out.writeBoolean(question.input() instanceof Vector);
            texts(out, values);
            texts(out, question.features());
            out.writeLong(question.from().toEpochMilli());
            out.writeLong(question.until().toEpochMilli());
            out.writeShort(question.evidence().size());
            for (var source : question.evidence()) {
                text(out, source.file());
                out.writeLong(source.line());
            }
        }
    }

    static List<Question> read(DataInputStream in) throws IOException {
        var questions = new ArrayList<Question>();
        for (int n = in.readUnsignedShort(); n > 0; n--) {
            var model = text(in);
            boolean vector = in.readBoolean();
            var values = texts(in);
            var features = texts(in);
            var from = Instant.ofEpochMilli(in.readLong());
            var until = Instant.ofEpochMilli(in.readLong());
            var evidence = new ArrayList<Source>();
            for (int i = in.readUnsignedShort(); i > 0; i--) {
                evidence.add(new Source(text(in), in.readLong()));
            }
            questions.add(new Question(
                    model, vector ? new Vector(values) : new Tokens(values), features, from, until, evidence));
        }
        return questions;
    }

    private static void texts(DataOutputStream out, List<String> texts) throws IOException {
        out.writeShort(texts.size());
        for (var text : texts) {
            text(out, text);
        }
    }

    private static List<String> texts(DataInputStream in) throws IOException {
        var texts = new ArrayList<String>();
        for (int n = in.readUnsignedShort(); n > 0; n--) {
            texts.add(text(in));
        }
        return texts;
    }

    /** The platform's own form ends at 64 KiB; names from logs need not. */
    private static void text(DataOutputStream out, String text) throws IOException {
        var bytes = text.getBytes(UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), UTF_8);
    }

    private OpenQuestions() {}
}
