package io.gabion.detectors.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * An ONNX model as protobuf: IR version 8, operators of opset 13, field numbers from {@code onnx.proto3}. DJL trains but
 * has no export. Nodes are added in the order in which they run.
 */
public final class OnnxGraph {
    public static final int OPSET = 13;
    private static final int IR = 8;
    private static final int FLOAT = 1;
    private static final int INT64 = 7;

    /** The little of protobuf that is needed: varints and delimited fields. */
    private static final class Proto {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Proto number(int field, long value) {
            varint((long) field << 3);
            varint(value);
            return this;
        }

        Proto bytes(int field, byte[] value) {
            varint((long) field << 3 | 2);
            varint(value.length);
            out.writeBytes(value);
            return this;
        }

        Proto text(int field, String value) {
            return bytes(field, value.getBytes(UTF_8));
        }

        Proto inner(int field, Proto value) {
            return bytes(field, value.out.toByteArray());
        }

        private void varint(long value) {
            long left = value;
            for (; (left & ~0x7FL) != 0; left >>>= 7) {
                out.write((int) (left & 0x7F | 0x80));
            }
            out.write((int) left);
        }
    }

    /** An attribute that is a whole number, or a list of them. */
    public record Attribute(String name, List<Long> values, boolean isList) {
        public Attribute {
            values = List.copyOf(values);
        }

        public static Attribute of(String name, long value) {
            return new Attribute(name, List.of(value), false);
        }

        public static Attribute list(String name, Long... values) {
            return new Attribute(name, List.of(values), true);
        }

        private Proto proto() {
            var proto = new Proto().text(1, name);
            values.forEach(value -> proto.number(isList ? 8 : 3, value));
            return proto.number(20, isList ? 7 : 2);
        }
    }

    private final Proto graph = new Proto().text(2, "gabion");

    public OnnxGraph node(String operator, List<String> inputs, List<String> outputs, Attribute... attributes) {
        var node = new Proto();
        inputs.forEach(input -> node.text(1, input));
        outputs.forEach(output -> node.text(2, output));
        node.text(4, operator);
        for (var attribute : attributes) {
            node.inner(5, attribute.proto());
        }
        graph.inner(1, node);
        return this;
    }

    /** Weights, row by row. */
    public OnnxGraph weights(String name, float[] values, long... shape) {
        var raw = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        return constant(name, FLOAT, raw.array(), shape);
    }

    public OnnxGraph number(String name, long value) {
        var raw = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value);
        return constant(name, INT64, raw.array(), 1);
    }

    public OnnxGraph wholeInput(String name, long... shape) {
        graph.inner(11, value(name, INT64, shape));
        return this;
    }

    public OnnxGraph input(String name, long... shape) {
        graph.inner(11, value(name, FLOAT, shape));
        return this;
    }

    public OnnxGraph output(String name, long... shape) {
        graph.inner(12, value(name, FLOAT, shape));
        return this;
    }

    public byte[] bytes() {
        return new Proto()
                .number(1, IR)
                .text(2, "gabion")
                .inner(7, graph)
                .inner(8, new Proto().text(1, "").number(2, OPSET))
                .out
                .toByteArray();
    }

    private OnnxGraph constant(String name, int type, byte[] raw, long... shape) {
        var tensor = new Proto();
        for (long size : shape) {
            tensor.number(1, size);
        }
        graph.inner(5, tensor.number(2, type).text(8, name).bytes(9, raw));
        return this;
    }

    private static Proto value(String name, int type, long... shape) {
        var sizes = new Proto();
        for (long size : shape) {
            sizes.inner(1, new Proto().number(1, size));
        }
        var tensor = new Proto().number(1, type).inner(2, sizes);
        return new Proto().text(1, name).inner(2, new Proto().inner(1, tensor));
    }
}
