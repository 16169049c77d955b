package io.gabion.protocol.observation;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation.Actor;
import io.gabion.protocol.observation.Observation.Authentication;
import io.gabion.protocol.observation.Observation.Network;
import io.gabion.protocol.observation.Observation.Outcome;
import io.gabion.protocol.observation.Observation.Process;
import io.gabion.protocol.observation.Observation.Stage;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Observations as few bytes that are quickly read, for messages between nodes; what is stored is JSON. The first byte is the
 * version. A number has seven bits to a byte, the lowest first, with its sign in the lowest bit. A text is 0, its length and
 * its UTF-8; where it comes again, its place among the texts so far, counted from 1.
 */
public final class PackedObservations {
    private static final int VERSION = 1;

    private PackedObservations() {}

    public static byte[] write(List<Observation> observations) {
        var out = new Writer();
        out.number(observations.size());
        observations.forEach(out::observation);
        return out.bytes.toByteArray();
    }

    /** @throws IllegalArgumentException if it is none of this version */
    public static List<Observation> read(byte[] packed) {
        try {
            var in = new Reader(ByteBuffer.wrap(packed));
            var observations = new ArrayList<Observation>();
            for (long left = in.number(); left > 0; left--) {
                observations.add(in.observation());
            }
            if (in.bytes.hasRemaining()) {
                throw new IllegalArgumentException("packed observations go on after their end");
            }
            return observations;
        } catch (BufferUnderflowException | IndexOutOfBoundsException | ArithmeticException | DateTimeException e) {
            throw new IllegalArgumentException("packed observations are cut off or torn", e);
        }
    }

    private static final class Writer {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream(4_096);
        final Map<String, Integer> texts = new HashMap<>();

        Writer() {
            bytes.write(VERSION);
        }

        void number(long value) {
            long left = value << 1 ^ value >> 63;
            for (; (left & ~0x7fL) != 0; left >>>= 7) {
                bytes.write((int) left | 0x80);
            }
            bytes.write((int) left);
        }

        void text(String text) {
            var place = texts.putIfAbsent(text, texts.size() + 1);
            if (place != null) {
                number(place);
                return;
            }
            var utf8 = text.getBytes(UTF_8);
            number(0);
            number(utf8.length);
            bytes.write(utf8, 0, utf8.length);
        }

        void observation(Observation observation) {
            text(observation.source().file());
            number(observation.source().line());
            number(observation.time().getEpochSecond());
            number(observation.time().getNano());
            number(observation.type().uid());
            number(observation.activity());
            text(observation.product());
            number(observation.assets().size());
            for (var asset : observation.assets()) {
                text(asset.kind().stored());
                text(asset.name());
            }
            text(observation.actor().account());
            process(observation.process());
            network(observation.network());
            authentication(observation.authentication());
            number(observation.fields().size());
            observation.fields().forEach((name, value) -> {
                text(name);
                text(value);
            });
        }

        private void process(Process process) {
            text(process.image());
            text(process.commandLine());
            text(process.parent());
            text(process.id());
        }

        private void network(Network network) {
            text(network.from());
            number(network.fromPort());
            text(network.to());
            number(network.toPort());
            text(network.protocol());
            number(network.sent());
            number(network.received());
            text(network.state());
        }

        private void authentication(Authentication login) {
            text(login.outcome().name());
            text(login.account());
            text(login.from());
            number(login.attempts());
            text(login.session());
            text(login.stage().name());
            text(login.method());
        }
    }

    /** Arguments are read in the order in which they are written here. */
    private static final class Reader {
        final ByteBuffer bytes;
        final List<String> texts = new ArrayList<>();

        Reader(ByteBuffer bytes) {
            this.bytes = bytes;
            int version = bytes.get();
            if (version != VERSION) {
                throw new IllegalArgumentException("packed observations of version " + version);
            }
        }

        long number() {
            long value = 0;
            for (int shift = 0; shift < Long.SIZE; shift += 7) {
                byte next = bytes.get();
                value |= (next & 0x7fL) << shift;
                if (next >= 0) {
                    return value >>> 1 ^ -(value & 1);
                }
            }
            throw new ArithmeticException("a number of more than 64 bits");
        }

        int integer() {
            return Math.toIntExact(number());
        }

        String text() {
            int place = integer();
            if (place != 0) {
                return texts.get(place - 1);
            }
            int length = integer();
            if (length < 0 || length > bytes.remaining()) {
                throw new BufferUnderflowException();
            }
            var text = new String(bytes.array(), bytes.position(), length, UTF_8);
            bytes.position(bytes.position() + length);
            texts.add(text);
            return text;
        }

        Observation observation() {
            return new Observation(
                    new Source(text(), number()),
                    Instant.ofEpochSecond(number(), integer()),
                    OcsfClass.of(integer()),
                    integer(),
                    text(),
                    assets(),
                    new Actor(text()),
                    new Process(text(), text(), text(), text()),
                    new Network(text(), integer(), text(), integer(), text(), number(), number(), text()),
                    new Authentication(
                            Outcome.valueOf(text()), text(), text(), integer(), text(), Stage.valueOf(text()), text()),
                    fields());
        }

        private List<AssetRef> assets() {
            var assets = new ArrayList<AssetRef>(Observation.MAX_ASSETS);
            for (long left = number(); left > 0; left--) {
                assets.add(new AssetRef(Kind.of(text()), text()));
            }
            return assets;
        }

        private Map<String, String> fields() {
            var fields = new LinkedHashMap<String, String>();
            for (long left = number(); left > 0; left--) {
                fields.put(text(), text());
            }
            return fields;
        }
    }
}
