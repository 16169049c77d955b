package io.gabion.node.shell;

import io.gabion.node.shell.Row.Note;
import io.gabion.node.tenant.Envelopes;
import io.gabion.protocol.Envelope;
import io.gabion.protocol.EventCodec;
import io.gabion.protocol.EventCodec.Written;
import io.gabion.protocol.entity.EntityId;
import java.lang.module.ModuleDescriptor.Version;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.pekko.persistence.typed.EventAdapter;
import org.apache.pekko.persistence.typed.EventSeq;

/** The edge of the journal: events inside, sealed envelopes outside. Migrations run here. */
final class EnvelopeAdapter<E> extends EventAdapter<Row<E>, Envelope> {
    private final EntityId id;
    private final long writerEpoch;
    private final EventCodec<E> codec;
    private final Envelopes envelopes;
    private final Supplier<Version> oldest;
    private final Consumer<Envelope> rows;

    /** @param rows told of each that is written or read */
    EnvelopeAdapter(Hosted<?, ?, E> hosted, Consumer<Envelope> rows) {
        this.id = hosted.id();
        this.writerEpoch = hosted.epoch();
        this.codec = hosted.made().codec();
        this.envelopes = hosted.host().envelopes();
        this.oldest = hosted.host().oldest();
        this.rows = rows;
    }

    /** A row or snapshot of another entity, whole and under the same key, must not be taken for one's own. */
    static void checkPlace(EntityId id, Envelope row) {
        if (!row.entity().equals(id.toString())) {
            throw new IllegalArgumentException("row " + row.sequence() + " belongs to " + row.entity());
        }
    }

    @Override
    public Envelope toJournal(Row<E> row) {
        return switch (row) {
            case Row.Happened<E>(var _, var _, var _, var event) ->
                seal(row, codec.type(event), codec.write(event, oldest));
            case Row.Noted<E>(var _, var _, var _, var note) ->
                seal(row, Note.CODEC.type(note), Note.CODEC.write(note, oldest));
            case Row.Stored<E>(var _, var as) -> as;
        };
    }

    private Envelope seal(Row<E> row, String type, Written as) {
        var sealed = envelopes.seal(
                id, row.sequence(), row.decision(), writerEpoch, type, as.version(), row.at(), as.json());
        rows.accept(sealed);
        return sealed;
    }

    @Override
    public EventSeq<Row<E>> fromJournal(Envelope row, String manifest) {
        rows.accept(row);
        return EventSeq.single(stored(row));
    }

    Row.Stored<E> stored(Envelope row) {
        checkPlace(id, row);
        return new Row.Stored<>(read(row, envelopes.open(row)), row);
    }

    private Row<E> read(Envelope row, String json) {
        return row.isNote()
                ? new Row.Noted<>(row.sequence(), row.decision(), row.time(), Note.CODEC.read(row.version(), json))
                : new Row.Happened<>(row.sequence(), row.decision(), row.time(), codec.read(row.version(), json));
    }

    @Override
    public String manifest(Row<E> row) {
        return "";
    }
}
