package io.gabion.responders.connectors.syslog;

import io.gabion.responders.connectors.ChannelContract;
import io.gabion.responders.connectors.syslog.SyslogChannel.Transport;
import java.nio.file.Path;

class PlainSyslogContractTest extends ChannelContract<SyslogStand> {
    @Override
    protected SyslogStand open(Path folder) throws Exception {
        return new SyslogStand(folder, Transport.TCP);
    }
}
