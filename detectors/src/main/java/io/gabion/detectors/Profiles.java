package io.gabion.detectors;

import io.gabion.detectors.Profile.Part;
import io.gabion.detectors.window.Question;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.rule.Chained;
import io.gabion.protocol.suspicion.Signal;
import io.gabion.protocol.suspicion.Suspicion;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Runs a fixed list of detectors over the profile of an asset, and stores profiles as bytes. */
public final class Profiles {
    private final List<Detector<?>> detectors;
    private final List<Detector<?>> waking;

    public Profiles(List<Detector<?>> detectors) {
        this.detectors = List.copyOf(detectors);
        this.waking = detectors.stream().filter(Waking.class::isInstance).toList();
        var ids = new HashSet<String>();
        for (var detector : detectors) {
            if (!ids.add(detector.id())) {
                throw new IllegalArgumentException("two detectors '" + detector.id() + "'");
            }
        }
    }

    /** All the detectors of this module. */
    public static Profiles standard() {
        return new Profiles(Standard.detectors());
    }

    /** As {@link #standard}, and the windows and traces that these models judge. */
    public static Profiles asking(Set<String> models) {
        var windows = Standard.windows().stream().filter(d -> models.contains(d.id()));
        return new Profiles(
                Stream.concat(Standard.detectors().stream(), windows).toList());
    }

    /** The windows and traces alone. */
    public static Profiles windows() {
        return new Profiles(Standard.windows());
    }

    /**
     * All in the order of the detectors.
     *
     * @param questions for models
     * @param sights what the asset's peers are told of
     * @param strange what is a suspicion only if none of the peers knows it
     * @param signals by the id of a suspicion, what its peers are asked for
     * @param chained what groups of other correlations count
     */
    public record Observed(
            Profile profile,
            List<Suspicion> suspicions,
            List<Question> questions,
            List<Sight> sights,
            List<Suspicion> strange,
            Map<String, Signal> signals,
            List<Chained> chained) {}

    public Profile empty() {
        return Profile.EMPTY;
    }

    /** @param batch observations that concern the asset, in the order of the log */
    public Observed observe(Profile profile, Tenant tenant, AssetRef asset, List<Observation> batch, boolean frozen) {
        return observe(profile, tenant, asset, Batch.of(batch), frozen);
    }

    /** @param batch what concerns the asset, with what rules said of it */
    public Observed observe(Profile profile, Tenant tenant, AssetRef asset, Batch batch, boolean frozen) {
        var suspicions = new ArrayList<Suspicion>();
        var questions = new ArrayList<Question>();
        var sights = new ArrayList<Sight>();
        var strange = new ArrayList<Suspicion>();
        var signals = new HashMap<String, Signal>();
        var chained = new ArrayList<Chained>();
        var changed = new HashMap<String, Part<?>>();
        for (var detector : detectors) {
            if (!detector.concerns(asset)) {
                continue;
            }
            var before = part(profile, detector);
            var step = before.observe(asset, batch, frozen);
            if (step.part() != before) {
                changed.put(detector.id(), step.part());
            }
            var outcome = step.outcome();
            questions.addAll(outcome.questions());
            sights.addAll(outcome.sights());
            chained.addAll(outcome.chained());
            for (var finding : outcome.findings()) {
                suspicions.add(suspicion(tenant, asset, detector, finding, signals));
            }
            for (var finding : outcome.strange()) {
                strange.add(suspicion(tenant, asset, detector, finding, signals));
            }
        }
        return new Observed(profile.with(changed), suspicions, questions, sights, strange, signals, chained);
    }

    /** What the asset finds by what it hears beside observations. The very same profile, if that is nothing. */
    public Observed hear(Profile profile, Tenant tenant, AssetRef asset, Heard heard) {
        var suspicions = new ArrayList<Suspicion>();
        var signals = new HashMap<String, Signal>();
        var changed = new HashMap<String, Part<?>>();
        var chained = new ArrayList<Chained>();
        for (var detector : waking) {
            if (!detector.concerns(asset)) {
                continue;
            }
            var part = part(profile, detector);
            part.hear(asset, heard).filter(step -> step.part() != part).ifPresent(step -> {
                changed.put(detector.id(), step.part());
                chained.addAll(step.outcome().chained());
                for (var finding : step.outcome().findings()) {
                    suspicions.add(suspicion(tenant, asset, detector, finding, signals));
                }
            });
        }
        return new Observed(
                profile.with(changed), suspicions, List.of(), List.of(), List.of(), signals, List.copyOf(chained));
    }

    private static Part<?> part(Profile profile, Detector<?> detector) {
        var held = profile.parts().get(detector.id());
        return held == null ? Part.empty(detector) : held;
    }

    /** When {@link #hear} brings something, by the clock of the mesh. Asked after each batch: for most it is nothing. */
    public Optional<Instant> due(Profile profile) {
        var first = Optional.<Instant>empty();
        for (var detector : waking) {
            var held = profile.parts().get(detector.id());
            if (held != null) {
                var due = held.due();
                first = due.isPresent() && (first.isEmpty() || due.get().isBefore(first.get())) ? due : first;
            }
        }
        return first;
    }

    private static Suspicion suspicion(
            Tenant tenant, AssetRef asset, Detector<?> detector, Finding finding, Map<String, Signal> signals) {
        var id = Suspicion.id(
                tenant, asset, detector.id(), finding.key(), finding.evidence().getFirst());
        if (!finding.signal().equals(Signal.NONE)) {
            signals.put(id, finding.signal());
        }
        return new Suspicion(
                id,
                tenant,
                asset,
                finding.time(),
                by(detector, finding),
                finding.title(),
                finding.severity(),
                finding.confidence(),
                finding.techniques(),
                finding.evidence(),
                List.of(finding.explanation()),
                finding.actors(),
                finding.victims());
    }

    private static io.gabion.protocol.suspicion.Detector by(Detector<?> detector, Finding finding) {
        return finding.rule().isEmpty()
                ? new io.gabion.protocol.suspicion.Detector(finding.kind(), detector.id(), detector.version())
                : new io.gabion.protocol.suspicion.Detector(finding.kind(), finding.rule(), finding.ruleVersion());
    }

    /** Per part: id, version, length of the state in bytes, state. */
    public byte[] write(Profile profile) {
        var bytes = new ByteArrayOutputStream(2048);
        try {
            write(profile, new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** As {@link #write(Profile)}. */
    public void write(Profile profile, DataOutputStream out) throws IOException {
        var state = new ByteArrayOutputStream(512);
        for (var detector : detectors) {
            var part = profile.parts().get(detector.id());
            if (part != null) {
                state.reset();
                write(part, new DataOutputStream(state));
                out.writeUTF(detector.id());
                out.writeUTF(detector.version());
                out.writeInt(state.size());
                state.writeTo(out);
            }
        }
    }

    private static <S> void write(Part<S> part, DataOutputStream out) throws IOException {
        part.detector().write(part.state(), out);
    }

    /** A part of an unknown detector, or of a version that it does not read, is left out, so that it starts empty. */
    public Profile read(byte[] bytes) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            var parts = new HashMap<String, Part<?>>();
            while (in.available() > 0) {
                var id = in.readUTF();
                var version = in.readUTF();
                int length = in.readInt();
                if (length < 0 || length > in.available()) {
                    throw new IOException("a part of " + length + " bytes where " + in.available() + " are left");
                }
                var state = in.readNBytes(length);
                for (var detector : detectors) {
                    if (detector.id().equals(id)) {
                        part(detector, version, state).ifPresent(part -> parts.put(detector.id(), part));
                    }
                }
            }
            return new Profile(parts);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <S> Optional<Part<S>> part(Detector<S> detector, String version, byte[] state) throws IOException {
        var in = new DataInputStream(new ByteArrayInputStream(state));
        var read =
                version.equals(detector.version()) ? Optional.of(detector.read(in)) : detector.readFormer(version, in);
        return read.map(s -> new Part<>(detector, s));
    }
}
