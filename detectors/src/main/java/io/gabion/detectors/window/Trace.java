package io.gabion.detectors.window;

import io.gabion.detectors.Batch;
import io.gabion.detectors.Detector;
import io.gabion.detectors.Outcome;
import io.gabion.detectors.model.Scorer.Input;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Source;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Keeps what an asset does one after the other: which program starts which on a host, what programs ask of its kernel, or what a
 * principal calls. After
 * {@value #MOST} events, or when {@value #PAUSE} seconds pass without one, the trace is a question for a sequence model; fewer
 * than {@value #LEAST} events say too little.
 */
public record Trace(Of of) implements Detector<Trace.Open> {
    static final int MOST = 48;
    static final int LEAST = 12;
    static final int PAUSE = 1_800;

    /** What a trace is made of, and who judges it. */
    public enum Of {
        PROCESS("sequence-process"),
        API("sequence-api"),
        SYSCALL("sequence-syscall");

        private final String model;

        Of(String model) {
            this.model = model;
        }

        public String model() {
            return model;
        }

        private boolean counts(Observation observation, AssetRef self) {
            return switch (this) {
                case PROCESS -> Starts.starts(observation, self);
                case API -> self.kind() == Kind.PRINCIPAL && CloudCall.is(observation);
                case SYSCALL ->
                    self.kind() == Kind.HOST
                            && observation.product().equals("auditd")
                            && observation.fields().getOrDefault("type", "").equals("SYSCALL");
            };
        }

        private String word(Observation observation) {
            return switch (this) {
                case PROCESS -> {
                    var process = observation.process();
                    yield Program.of(process.parent()).word() + ">"
                            + Program.of(process.image()).word();
                }
                case API -> CloudCall.of(observation).word();
                case SYSCALL -> {
                    var fields = observation.fields();
                    var call = fields.getOrDefault("SYSCALL", fields.getOrDefault("syscall", ""));
                    yield Program.of(observation.process().image()).word() + " " + call;
                }
            };
        }
    }

    /** @param first where the first event stands; of nothing if there is none */
    public record Open(List<String> words, Instant from, Instant last, Source firstSource, Source lastSource) {
        static final Open EMPTY =
                new Open(List.of(), Instant.EPOCH, Instant.EPOCH, new Source("", 0), new Source("", 0));

        public Open {
            words = List.copyOf(words);
        }

        private Open and(String word, Observation observation) {
            boolean first = words.isEmpty();
            var time = observation.time();
            return new Open(
                    Stream.concat(words.stream(), Stream.of(word)).toList(),
                    first ? time : from,
                    first || time.isAfter(last) ? time : last,
                    first ? observation.source() : firstSource,
                    observation.source());
        }
    }

    @Override
    public String id() {
        return of.model();
    }

    @Override
    public String version() {
        return "1";
    }

    @Override
    public boolean concerns(AssetRef asset) {
        return asset.kind() != Kind.GROUP;
    }

    @Override
    public Open empty() {
        return Open.EMPTY;
    }

    @Override
    public Outcome<Open> observe(Open before, AssetRef self, Batch batch, boolean frozen) {
        var open = before;
        var questions = new ArrayList<Question>();
        for (var observation : batch.observations()) {
            if (!of.counts(observation, self)) {
                continue;
            }
            if (open.words().size() == MOST
                    || observation.time().isAfter(open.last().plusSeconds(PAUSE))) {
                question(open).ifPresent(questions::add);
                open = Open.EMPTY;
            }
            open = open.and(of.word(observation), observation);
        }
        return new Outcome<>(open, List.of(), questions);
    }

    private Optional<Question> question(Open open) {
        return open.words().size() < LEAST
                ? Optional.empty()
                : Optional.of(new Question(
                        of.model(),
                        new Input.Tokens(open.words()),
                        open.words(),
                        open.from(),
                        open.last(),
                        Stream.of(open.firstSource(), open.lastSource())
                                .distinct()
                                .toList()));
    }

    @Override
    public void write(Open open, DataOutput out) throws IOException {
        out.writeByte(open.words().size());
        for (var word : open.words()) {
            out.writeUTF(word);
        }
        out.writeLong(open.from().toEpochMilli());
        out.writeLong(open.last().toEpochMilli());
        for (var source : List.of(open.firstSource(), open.lastSource())) {
            out.writeUTF(source.file());
            out.writeLong(source.line());
        }
    }

    @Override
    public Open read(DataInput in) throws IOException {
        var words = new ArrayList<String>();
        for (int left = in.readUnsignedByte(); left > 0; left--) {
            words.add(in.readUTF());
        }
        return new Open(
                words,
                Instant.ofEpochMilli(in.readLong()),
                Instant.ofEpochMilli(in.readLong()),
                new Source(in.readUTF(), in.readLong()),
                new Source(in.readUTF(), in.readLong()));
    }
}
