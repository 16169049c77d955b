package io.gabion.responders.connectors.webhook;

import io.gabion.responders.connectors.ChannelContract;
import java.nio.file.Path;

class WebhookChannelTest extends ChannelContract<WebhookStand> {
    @Override
    protected WebhookStand open(Path folder) throws Exception {
        return new WebhookStand(folder);
    }
}
