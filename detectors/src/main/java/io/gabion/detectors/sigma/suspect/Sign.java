package io.gabion.detectors.sigma.suspect;

import io.gabion.detectors.Hash32;
import io.gabion.detectors.sigma.rule.Meta;
import io.gabion.detectors.sigma.suspect.Lineage.Subject;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.rule.Rule;
import io.gabion.protocol.suspicion.Severity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The first hit of a rule in an hour, remembered until it is too old to mean anything beside others.
 *
 * @param rule a hash of its id
 * @param time in milliseconds
 * @param told whether people have heard of it
 * @param tree of processes that it belongs to, or 0
 * @param piece what is one and the same thing in the records of several logs
 * @param process serial, or 0
 * @param sure whether the record has an id that no other process has
 */
record Sign(
        int rule,
        String title,
        String author,
        List<String> techniques,
        double weight,
        long time,
        Source source,
        boolean told,
        int tree,
        int piece,
        int process,
        boolean sure) {
    private static final int TITLE = 80;
    private static final int AUTHOR = 60;
    private static final int TECHNIQUES = 4;

    static Sign of(Rule rule, double weight, long time, Source source, Subject subject) {
        int most = Math.min(TECHNIQUES, rule.techniques().size());
        return new Sign(
                hash(rule),
                Meta.cut(rule.title(), TITLE),
                Meta.cut(rule.author(), AUTHOR),
                rule.techniques().subList(0, most),
                weight,
                time,
                source,
                false,
                subject.tree(),
                subject.piece(),
                subject.process(),
                subject.sure());
    }

    Sign heard() {
        return new Sign(rule, title, author, techniques, weight, time, source, true, tree, piece, process, sure);
    }

    /** With the record of the same thing in another log, if that is the better one. */
    Sign as(Sign other) {
        return piece != other.piece || sure || !other.sure
                ? this
                : new Sign(
                        rule, title, author, techniques, weight, time, other.source, told, tree, piece, process, true);
    }

    Sign of(double otherWeight) {
        return new Sign(rule, title, author, techniques, otherWeight, time, source, told, tree, piece, process, sure);
    }

    /** It turns out to belong to another tree. */
    Sign of(int other) {
        return new Sign(rule, title, author, techniques, weight, time, source, told, other, piece, process, sure);
    }

    /** Whether it is enough to be company to another. */
    boolean counts() {
        return Weight.severity(weight)
                .filter(s -> s.compareTo(Severity.LOW) >= 0)
                .isPresent();
    }

    /** What is left of its weight at a time, before or after. */
    double left(long now) {
        return weight * Account.left(now - time);
    }

    static int hash(Rule rule) {
        return Hash32.of(rule.id());
    }

    /** About as many as {@link #write} writes, and not fewer. */
    int bytes() {
        int text = utf8(title) + utf8(author) + utf8(source.file());
        return text + techniques.stream().mapToInt(t -> 2 + utf8(t)).sum() + 53;
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(rule);
        out.writeUTF(title);
        out.writeUTF(author);
        out.writeByte(techniques.size());
        for (var technique : techniques) {
            out.writeUTF(technique);
        }
        out.writeDouble(weight);
        out.writeLong(time);
        out.writeUTF(source.file());
        out.writeLong(source.line());
        out.writeBoolean(told);
        out.writeInt(tree);
        out.writeInt(piece);
        out.writeInt(process);
        out.writeBoolean(sure);
    }

    static Sign read(DataInput in) throws IOException {
        var sign = readFormer(in);
        return new Sign(
                sign.rule(),
                sign.title(),
                sign.author(),
                sign.techniques(),
                sign.weight(),
                sign.time(),
                sign.source(),
                sign.told(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readBoolean());
    }

    /** As version 1 wrote it: it belongs to nothing. */
    static Sign readFormer(DataInput in) throws IOException {
        int rule = in.readInt();
        var title = in.readUTF();
        var author = in.readUTF();
        var techniques = new ArrayList<String>();
        for (int left = in.readUnsignedByte(); left > 0; left--) {
            techniques.add(in.readUTF());
        }
        double weight = in.readDouble();
        long time = in.readLong();
        var source = new Source(in.readUTF(), in.readLong());
        int piece = Hash32.of("record", source.toString());
        return new Sign(
                rule,
                title,
                author,
                List.copyOf(techniques),
                weight,
                time,
                source,
                in.readBoolean(),
                0,
                piece,
                0,
                false);
    }
}
