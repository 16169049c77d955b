package io.gabion.node.models;

import io.gabion.detectors.model.ModelCard;
import io.gabion.detectors.model.ModelFolder;
import io.gabion.detectors.model.ModelFolder.Checked;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Folders with the bundled model under other names and thresholds, as training would leave them. */
public final class OwnModels {
    public static Checked bundled() {
        return (Checked) ModelFolder.look("domain");
    }

    public static Checked of(String version, double threshold) throws IOException {
        var card = bundled().card();
        var calibrated = card.calibrated(Map.of(), threshold, card.reference());
        var text = new String(calibrated.write(), java.nio.charset.StandardCharsets.UTF_8);
        var renamed = text.replace("\"version\" : \"" + card.version(), "\"version\" : \"" + version);
        return new Checked(
                ModelCard.read(renamed.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                bundled().onnx());
    }

    public static Path write(Path folder, Checked model) throws IOException {
        model.write(folder);
        return folder;
    }

    private OwnModels() {}
}
