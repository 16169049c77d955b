package io.gabion.protocol.observation;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.observation.Observation.Authentication;
import io.gabion.protocol.observation.Observation.Network;
import io.gabion.protocol.observation.Observation.Process;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Writes an observation as Jackson would by itself, times in ISO 8601, without asking each record for its components: of
 * what is journaled almost all is observations. Reading is Jackson's own.
 */
final class ObservationWriter extends StdSerializer<Observation> {
    private static final long serialVersionUID = 1;

    private static final SerializableString SOURCE = name("source");
    private static final SerializableString FILE = name("file");
    private static final SerializableString LINE = name("line");
    private static final SerializableString TIME = name("time");
    private static final SerializableString TYPE = name("type");
    private static final SerializableString ACTIVITY = name("activity");
    private static final SerializableString PRODUCT = name("product");
    private static final SerializableString ASSETS = name("assets");
    private static final SerializableString KIND = name("kind");
    private static final SerializableString NAME = name("name");
    private static final SerializableString ACTOR = name("actor");
    private static final SerializableString ACCOUNT = name("account");
    private static final SerializableString PROCESS = name("process");
    private static final SerializableString IMAGE = name("image");
    private static final SerializableString COMMAND_LINE = name("commandLine");
    private static final SerializableString PARENT = name("parent");
    private static final SerializableString ID = name("id");
    private static final SerializableString NETWORK = name("network");
    private static final SerializableString FROM = name("from");
    private static final SerializableString FROM_PORT = name("fromPort");
    private static final SerializableString TO = name("to");
    private static final SerializableString TO_PORT = name("toPort");
    private static final SerializableString PROTOCOL = name("protocol");
    private static final SerializableString SENT = name("sent");
    private static final SerializableString RECEIVED = name("received");
    private static final SerializableString STATE = name("state");
    private static final SerializableString AUTHENTICATION = name("authentication");
    private static final SerializableString OUTCOME = name("outcome");
    private static final SerializableString ATTEMPTS = name("attempts");
    private static final SerializableString SESSION = name("session");
    private static final SerializableString STAGE = name("stage");
    private static final SerializableString METHOD = name("method");
    private static final SerializableString FIELDS = name("fields");

    /** Neighbouring observations mostly share their time, and to write one costs more than all the rest. */
    private record Written(Instant time, String text) {}

    private transient volatile Written last = new Written(Instant.EPOCH, Instant.EPOCH.toString());

    ObservationWriter() {
        super(Observation.class);
    }

    private static SerializableString name(String name) {
        return new SerializedString(name);
    }

    @Override
    public void serialize(Observation observation, JsonGenerator out, SerializerProvider provider) throws IOException {
        out.writeStartObject();
        out.writeFieldName(SOURCE);
        out.writeStartObject();
        text(out, FILE, observation.source().file());
        number(out, LINE, observation.source().line());
        out.writeEndObject();
        text(out, TIME, time(observation.time()));
        number(out, TYPE, observation.type().uid());
        number(out, ACTIVITY, observation.activity());
        text(out, PRODUCT, observation.product());
        assets(out, observation.assets());
        out.writeFieldName(ACTOR);
        out.writeStartObject();
        text(out, ACCOUNT, observation.actor().account());
        out.writeEndObject();
        process(out, observation.process());
        network(out, observation.network());
        authentication(out, observation.authentication());
        fields(out, observation.fields());
        out.writeEndObject();
    }

    private String time(Instant time) {
        var known = last;
        if (!known.time().equals(time)) {
            known = new Written(time, time.toString());
            last = known;
        }
        return known.text();
    }

    private static void assets(JsonGenerator out, List<AssetRef> assets) throws IOException {
        out.writeFieldName(ASSETS);
        out.writeStartArray();
        for (int i = 0; i < assets.size(); i++) {
            var asset = assets.get(i);
            out.writeStartObject();
            text(out, KIND, asset.kind().stored());
            text(out, NAME, asset.name());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void process(JsonGenerator out, Process process) throws IOException {
        out.writeFieldName(PROCESS);
        out.writeStartObject();
        text(out, IMAGE, process.image());
        text(out, COMMAND_LINE, process.commandLine());
        text(out, PARENT, process.parent());
        text(out, ID, process.id());
        out.writeEndObject();
    }

    private static void network(JsonGenerator out, Network network) throws IOException {
        out.writeFieldName(NETWORK);
        out.writeStartObject();
        text(out, FROM, network.from());
        number(out, FROM_PORT, network.fromPort());
        text(out, TO, network.to());
        number(out, TO_PORT, network.toPort());
        text(out, PROTOCOL, network.protocol());
        number(out, SENT, network.sent());
        number(out, RECEIVED, network.received());
        text(out, STATE, network.state());
        out.writeEndObject();
    }

    private static void authentication(JsonGenerator out, Authentication login) throws IOException {
        out.writeFieldName(AUTHENTICATION);
        out.writeStartObject();
        text(out, OUTCOME, login.outcome().name());
        text(out, ACCOUNT, login.account());
        text(out, FROM, login.from());
        number(out, ATTEMPTS, login.attempts());
        text(out, SESSION, login.session());
        text(out, STAGE, login.stage().name());
        text(out, METHOD, login.method());
        out.writeEndObject();
    }

    private static void fields(JsonGenerator out, Map<String, String> fields) throws IOException {
        out.writeFieldName(FIELDS);
        out.writeStartObject();
        for (var field : fields.entrySet()) {
            out.writeFieldName(field.getKey());
            out.writeString(field.getValue());
        }
        out.writeEndObject();
    }

    private static void text(JsonGenerator out, SerializableString name, String value) throws IOException {
        out.writeFieldName(name);
        out.writeString(value);
    }

    private static void number(JsonGenerator out, SerializableString name, int value) throws IOException {
        out.writeFieldName(name);
        out.writeNumber(value);
    }

    private static void number(JsonGenerator out, SerializableString name, long value) throws IOException {
        out.writeFieldName(name);
        out.writeNumber(value);
    }
}
