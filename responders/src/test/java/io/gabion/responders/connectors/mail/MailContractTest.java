package io.gabion.responders.connectors.mail;

import io.gabion.responders.connectors.ChannelContract;
import java.nio.file.Path;

class MailContractTest extends ChannelContract<MailStand> {
    @Override
    protected MailStand open(Path folder) throws Exception {
        return new MailStand(folder);
    }
}
