package io.gabion.loadtests;

import io.gabion.responders.connectors.ChannelContract;
import java.nio.file.Path;

final class SlackSuite extends ChannelContract<SlackStand> {
    @Override
    protected SlackStand open(Path folder) throws Exception {
        return new SlackStand(folder);
    }
}
