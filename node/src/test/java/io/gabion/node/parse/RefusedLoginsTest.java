package io.gabion.node.parse;

import static io.gabion.node.parse.Logs.assets;
import static io.gabion.node.parse.Logs.seen;
import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Observation.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One refused login of each server and application, as its own documentation or source spells it. */
class RefusedLoginsTest {
    private static final String FROM = "203.0.113.7";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mar  1 10:00:00 srv1 postfix/smtpd[7]: warning: unknown[203.0.113.7]: SASL LOGIN authentication failed: authentication failure, sasl_username=eve",
                "Mar  1 10:00:00 srv1 dovecot: imap-login: Login aborted: Connection closed (auth failed, 1 attempts in 0 secs) (auth_failed): user=<eve>, method=PLAIN, rip=203.0.113.7, lip=192.0.2.1, TLS",
                "Mar  1 10:00:00 srv1 cyrus/imap[7]: badlogin: h.example [203.0.113.7] plaintext eve SASL(-13): authentication failure: checkpass failed",
                "2026-03-01 10:00:00,000 WARN  [qtp1:https://m/service/soap/AuthRequest] [name=eve@x.example;oip=203.0.113.7;ua=zclient/8;soapId=1;] security - cmd=Auth; account=eve@x.example; protocol=soap; error=authentication failed for [eve@x.example], invalid password;",
                "[01-Mar-2026 10:00:00 +0000]: <abc> IMAP Error: Login failed for eve against localhost from 203.0.113.7. AUTHENTICATE PLAIN: Authentication failed. in /x.php on line 200 (POST /?_task=login)",
                "[01-Mar-2026 10:00:00 +0000]: <abc> Failed login for eve from 203.0.113.7 in session abc (error: 0)",
                "Mar 01 10:00:00 sogod [7]: SOGoRootPage Login from '203.0.113.7' for user 'eve' might not have worked - password policy: 65535  grace: -1  expire: -1  bound: 0",
                "2026-03-01T10:00:00.000000Z 8 [Note] [MY-010926] [Server] Access denied for user 'eve'@'203.0.113.7' (using password: YES)",
                "260301 10:00:00 [Warning] Access denied for user 'eve'@'203.0.113.7' (using password: YES)",
                "Mar  1 10:00:00 fw date=2026-03-01 time=10:00:00 devname=\"fw\" logid=\"0101039426\" type=\"event\" subtype=\"vpn\" level=\"alert\" vd=\"root\" logdesc=\"SSL VPN login fail\" action=\"ssl-login-fail\" tunneltype=\"ssl-web\" tunnelid=0 remip=203.0.113.7 user=\"eve\" group=\"N/A\" dst_host=\"N/A\" reason=\"sslvpn_login_unknown_user\" msg=\"SSL user failed to logged in\"",
                "date=2026-03-01 time=10:00:00 devname=\"fw\" logid=\"0100032002\" type=\"event\" subtype=\"system\" level=\"alert\" vd=\"root\" logdesc=\"Admin login failed\" sn=\"0\" user=\"eve\" ui=\"https(203.0.113.7)\" method=\"https\" srcip=203.0.113.7 dstip=192.0.2.1 action=\"login\" status=\"failed\" reason=\"name_invalid\" msg=\"Administrator eve login failed from https(203.0.113.7) because of invalid user name\"",
                "Mar  1 10:00:00 fw %ASA-6-113015: AAA user authentication Rejected : reason = Invalid password : local database : user = eve : user IP = 203.0.113.7",
                "Mar  1 10:00:00 fw %ASA-6-113005: AAA user authentication Rejected : reason = AAA failure : server = 192.0.2.5 : user = eve : user IP = 203.0.113.7",
                "Mar  1 10:00:00 fw %ASA-6-605004: Login denied from 203.0.113.7/4711 to outside:192.0.2.1/ssh for user \"eve\"",
                "Mar  1 10:00:00 fw %ASA-6-716039: Group <g> User <eve> IP <203.0.113.7> Authentication: rejected, Session Type: WebVPN.",
                "Mar 01 2026 10:00:00 fw : %ASA-6-605004: Login denied from 203.0.113.7/4711 to outside:192.0.2.1/ssh for user \"eve\"",
                "Mar  1 10:00:00 rtr 45: Mar  1 10:00:00.000: %SEC_LOGIN-4-LOGIN_FAILED: Login failed [user: eve] [Source: 203.0.113.7] [localport: 22] [Reason: Login Authentication Failed] at 10:00:00 UTC Sun Mar 1 2026",
                "2026-03-01T10:00:00,000Z [http-nio-8080-exec-5] WARN  o.a.g.r.auth.AuthenticationService - Authentication attempt from 203.0.113.7 for user \"eve\" failed.",
                "[2026-03-01T10:00:00.000+0000] [INFO ] AUTHFAIL: user=eve ip=203.0.113.7 time=1772359200",
                "[20260301-10:00:00] [INFO ] AUTHFAIL: user=eve ip=203.0.113.7 time=1772359200",
                "Mar  1 10:00:00 srv1 dropbear[7]: Bad password attempt for 'eve' from 203.0.113.7:4711",
                "Mar  1 10:00:00 srv1 login[7]: FAILED LOGIN (1) on '/dev/pts/0' from '203.0.113.7' FOR 'eve', Authentication failure",
                "Mar 01 10:00:00 srv1 krb5kdc[7](info): AS_REQ (8 etypes {aes256-cts-hmac-sha1-96(18)}) 203.0.113.7: PREAUTH_FAILED: eve@R for krbtgt/R@R, Decrypt integrity check failed",
                "[2026-03-01 10:00:00] NOTICE[7] manager.c: 203.0.113.7 failed to authenticate as 'eve'",
                "[Sun Mar 01 10:00:00 2026] [error] [client 203.0.113.7] user eve: authentication failure for \"/a\": Password Mismatch",
                "[Sun Mar 01 10:00:00.000000 2026] [auth_digest:error] [pid 7:tid 8] [client 203.0.113.7:4711] AH01790: user `eve' in realm `x' not found: /a",
                "{\"reqId\":\"x\",\"level\":2,\"time\":\"2026-03-01T10:00:00+00:00\",\"remoteAddr\":\"203.0.113.7\",\"user\":\"--\",\"app\":\"core\",\"method\":\"POST\",\"url\":\"/login\",\"message\":\"Login failed: 'eve' (Remote IP: '203.0.113.7')\",\"userAgent\":\"Mozilla/5.0 Chrome/120.0.0.0\"}",
                "{\"reqId\":\"x\",\"level\":2,\"time\":\"2026-03-01T10:00:00+00:00\",\"remoteAddr\":\"203.0.113.7\",\"user\":\"--\",\"app\":\"no app in context\",\"method\":\"POST\",\"url\":\"/login\",\"message\":\"Login failed: eve (Remote IP: 203.0.113.7)\",\"userAgent\":\"x\"}",
                "2026/03/01 10:00:00 ...ers/web/auth/auth.go:200:SignInPost() [W] Failed authentication attempt for eve from 203.0.113.7:4711: user does not exist [uid: 0, name: eve]",
                "{\"severity\":\"INFO\",\"time\":\"2026-03-01T10:00:00.000Z\",\"correlation_id\":\"x\",\"message\":\"Failed Login: username=eve ip=203.0.113.7\"}",
                "[2026-03-01 10:00:00.000 +00:00] [INF] [41] Jellyfin.Server.Implementations.Users.UserManager: Authentication request for \"eve\" has been denied (IP: \"203.0.113.7\").",
                "[2026-03-01 10:00:00.000][vaultwarden::api::identity][ERROR] Username or password is incorrect. Try again. IP: 203.0.113.7. Username: eve.",
                "Mar  1 10:00:00 srv1 wordpress(example.org)[7]: Authentication failure for eve from 203.0.113.7",
                "Mar  1 10:00:00 srv1 drupal: https://x.example|1772359200|user|203.0.113.7|https://x.example/user/login|https://x.example/|0||Login attempt failed for eve.",
                "Mar  1 10:00:00 srv1 phpMyAdmin[7]: user denied: eve (mysql-denied) from 203.0.113.7",
                "2026-03-01 10:00:00,000 WARN  [org.keycloak.events] (executor-thread-1) type=\"LOGIN_ERROR\", realmId=\"x\", realmName=\"x\", clientId=\"account\", userId=\"null\", ipAddress=\"203.0.113.7\", error=\"user_not_found\", auth_method=\"openid-connect\", redirect_uri=\"https://192.0.2.9/\", code_id=\"c\", username=\"eve\"",
                "{\"timestamp\":\"2026-03-01T10:00:00.000Z\",\"loggerName\":\"org.keycloak.events\",\"level\":\"WARN\",\"message\":\"type=\\\"LOGIN_ERROR\\\", realmId=\\\"x\\\", clientId=\\\"account\\\", userId=\\\"null\\\", ipAddress=\\\"203.0.113.7\\\", error=\\\"user_not_found\\\", redirect_uri=\\\"https://192.0.2.9/\\\", username=\\\"eve\\\"\"}",
                "time=\"2026-03-01T10:00:00Z\" level=error msg=\"Unsuccessful 1FA authentication attempt by user 'eve'\" method=POST path=/api/firstfactor remote_ip=203.0.113.7",
                "2026-03-01T10:00:00+00:00: authentication failure; rhost=[203.0.113.7]:4711 user=eve@pam msg=no such user",
                "Mar  1 10:00:00 nas Connection: User [eve] from [203.0.113.7] failed to log in via [DSM] due to authorization failure.",
                "Mar  1 10:00:00 nas qlogd[7]: conn log: Users: eve, Source IP: 203.0.113.7, Computer name: ---, Connection type: HTTP, Accessed resources: Administration, Action: Login Fail",
                "Mar  1 10:00:00 fw php-fpm[7]: /index.php: webConfigurator authentication error for user 'eve' from: 203.0.113.7",
                "Mar  1 10:00:00 fw audit[7]: /index.php: Web GUI authentication error for 'eve' from 203.0.113.7",
                "Mar  1 10:00:00 rtr system,error,critical login failure for user eve from 203.0.113.7 via ssh",
                "Mar  1 10:00:00 esx Hostd[7]: [Originator@6876 sub=Vimsvc.ha-eventmgr] Event 12 : Cannot login eve@203.0.113.7"
            })
    void address_and_account_are_those_of_the_service(String line) {
        assertThat(refused(line).authentication().account()).startsWith("eve@");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-01 10:00:00 us=123456 203.0.113.7:4711 TLS Auth Error: Auth Username/Password verification failed for peer",
                "Mar  1 10:00:00 srv1 dropbear[7]: Login attempt for nonexistent user from 203.0.113.7:4711",
                "[2026-03-01 10:00:00] NOTICE[7] res_pjsip/pjsip_distributor.c: Request 'REGISTER' from '\"eve\" <sip:eve@192.0.2.1>' failed for '203.0.113.7:5060' (callid: abc) - No matching endpoint found",
                "2026-03-01 10:00:00.000 WARNING (MainThread) [homeassistant.components.http.ban] Login attempt or request with invalid authentication from h.example (203.0.113.7). Requested URL: '/auth/login_flow/abc'. (Mozilla/5.0 Chrome/120.0.0.0 Safari/537.36)",
                "<W>2026-03-01 10:00:00.000 1 => <2:eve(-1)> Rejected connection from 203.0.113.7:4711: Wrong certificate or password for existing user"
            })
    void a_service_that_tells_no_account_tells_the_address(String line) {
        assertThat(refused(line).authentication().account()).isEmpty();
    }

    private static Observation refused(String line) {
        var o = seen(line);
        assertThat(o.time()).isEqualTo("2026-03-01T10:00:00Z");
        assertThat(o.authentication().outcome()).isEqualTo(Outcome.FAILURE);
        assertThat(o.authentication().from()).isEqualTo(FROM);
        assertThat(assets(o)).contains("address:" + FROM);
        return o;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mar  1 10:00:00 srv1 dovecot: auth-worker(7): sql(eve,203.0.113.7,<s>): Password mismatch",
                "\"SMTPD\"\t1234\t5\t\"2026-03-01 10:00:00.000\"\t\"203.0.113.7\"\t\"SENT: 535 Authentication failed. Restarting authentication process.\"",
                "Mar  1 10:00:00 srv1 smtpd[7]: abc smtp failed-command address=203.0.113.7 host=h command=\"AUTH PLAIN (password)\" result=\"535 Authentication failed\"",
                "(000001)3/1/2026 10:00:00 AM - (not logged in) (203.0.113.7)> 530 Login or password incorrect!",
                "{\"level\":\"debug\",\"time\":\"2026-03-01T10:00:00.000\",\"sender\":\"connection_failed\",\"client_ip\":\"203.0.113.7\",\"username\":\"eve\",\"login_type\":\"password\",\"protocol\":\"SSH\",\"error\":\"authentication error: invalid credentials\"}",
                "2026-03-01 10:00:00.000 UTC [7] 203.0.113.7 eve@db FATAL:  password authentication failed for user \"eve\"",
                "{\"t\":{\"$date\":\"2026-03-01T10:00:00.000+00:00\"},\"s\":\"I\",\"c\":\"ACCESS\",\"id\":20249,\"ctx\":\"conn1\",\"msg\":\"Authentication failed\",\"attr\":{\"mechanism\":\"SCRAM-SHA-256\",\"principalName\":\"eve\",\"authenticationDatabase\":\"admin\",\"remote\":\"203.0.113.7:4711\",\"result\":\"AuthenticationFailed\"}}",
                "{\"type\":\"audit\",\"timestamp\":\"2026-03-01T10:00:00,000+0000\",\"node.id\":\"x\",\"event.type\":\"rest\",\"event.action\":\"authentication_failed\",\"user.name\":\"eve\",\"origin.type\":\"rest\",\"origin.address\":\"203.0.113.7:4711\",\"url.path\":\"/\",\"request.method\":\"GET\"}",
                "2026.03.01 10:00:00.000000 [ 7 ] {} <Error> TCPHandler: Authentication failed: eve from 203.0.113.7:4711",
                "Mar  1 10:00:00 srv1 ocserv[7]: worker: 203.0.113.7 failed authentication attempt for user 'eve'",
                "Mar  1 10:00:00 fw 1,2026/03/01 10:00:00,007,SYSTEM,auth,0,2026/03/01 10:00:00,,auth-fail,,0,0,general,medium,\"failed authentication for user 'eve'. Reason: Invalid username/password. From: 203.0.113.7.\",1,0x0",
                "2026-03-01 10:00:00: (mod_auth.c.525) password doesn't match for /a username: eve IP: 203.0.113.7",
                "[2026-03-01 10:00:00.000][vaultwarden::api::admin][ERROR] Invalid admin token. IP: 203.0.113.7",
                "2026-03-01T10:00:00+00:00\tINFO 203.0.113.7\tjoomlafailure\tUsername and password do not match or you do not have an account yet.",
                "{\"level\":\"error\",\"method\":\"POST\",\"msg\":\"Unsuccessful 1FA authentication attempt by user 'eve'\",\"path\":\"/api/firstfactor\",\"remote_ip\":\"203.0.113.7\",\"time\":\"2026-03-01T10:00:00Z\"}",
                "{\"action\":\"login_failed\",\"auth_via\":\"unauthenticated\",\"client_ip\":\"203.0.113.7\",\"context\":{\"username\":\"eve\"},\"event\":\"Created Event\",\"level\":\"info\",\"timestamp\":\"2026-03-01T10:00:00\"}",
                "logger=context userId=0 orgId=0 uname= t=2026-03-01T10:00:00.00+0000 level=error msg=\"Invalid username or password\" error=\"invalid\" remote_addr=203.0.113.7",
                "{\"level\":\"error\",\"logger\":\"context\",\"msg\":\"Invalid username or password\",\"remote_addr\":\"203.0.113.7\",\"t\":\"2026-03-01T10:00:00Z\"}",
                "Mar  1 10:00:00 ns 03/01/2026:10:00:00 GMT ns 0-PPE-0 : default AAA LOGIN_FAILED 123 0 :  User eve - Client_ip 203.0.113.7 - Failure_reason \"Invalid credentials passed\" - Browser Mozilla/5.0 Chrome/120.0.0.0",
                "[2026-03-01 10:00:00 +0000] info [cpaneld] 203.0.113.7 - eve \"POST /login/?login_only=1 HTTP/1.1\" FAILED LOGIN cpaneld: user name not provided or invalid user",
                "2026:03:01-10:00:00: '203.0.113.7' 3 failed login attempts. Account 'eve'",
                "[2026-03-01 10:00:00.000] 7:abc ERR [panel] Failed login attempt with login 'eve' from IP 203.0.113.7",
                "2026-03-01 10:00:00,000 7 INFO db odoo.addons.base.models.res_users: Login failed for db:db login:eve from 203.0.113.7",
                "Failed login for 'eve' from 203.0.113.7 at 2026-03-01 10:00:00 UTC",
                "[2026-03-01 10:00:00,000] [INFO] [paperless.auth] Login failed for user `eve` from IP `203.0.113.7`.",
                "(W) 2026-03-01T10:00:00 - WebAPI login failure. Reason: invalid credentials, attempt count: 1, IP: ::ffff:203.0.113.7, username: eve",
                "2026-03-01T10:00:00.000Z [warn][Auth]: Failed sign-in attempt using invalid Overseerr password {\"account\":{\"ip\":\"203.0.113.7\",\"email\":\"eve@x.example\"}}",
                "2026-03-01 10:00:00,000 [WARNING] seahub.auth.views:155 login Login attempt limit reached, username: eve, ip: 203.0.113.7, attemps: 5",
                "{\"time\":\"2026-03-01T10:00:00.000Z\",\"type\":\"response\",\"error\":\"invalid credentials\",\"request\":{\"id\":\"x\",\"operation\":\"update\",\"path\":\"auth/userpass/login/eve\",\"remote_address\":\"203.0.113.7\"}}",
                "2026-03-01T10:00:00.000Z [jfrt ] [abc] [o.j.a.Acc:1] [exec-1] - [DENIED LOGIN]  for client : eve / 203.0.113.7.",
                "2026.03.01 10:00:00 DEBUG web[x][auth.event] login failure [cause|wrong password][method|FORM][provider|LOCAL|local][IP|203.0.113.7|][login|eve]",
                "2026-03-01 10:00:00.000+00:00 [info] <0.1.0>@ejabberd_c2s:handle_auth_failure:304 (tls|<0.1>) Failed c2s PLAIN authentication for eve@x from ::ffff:203.0.113.7: Invalid username or password",
                "Sun Mar  1 10:00:00 2026 : Auth: (7) Login incorrect (pap: x): [eve/<via Auth-Type = pap>] (from client nas port 0 cli 203.0.113.7)",
                "W0301 10:00:00.123456       1 auth.go:99] login failed for eve from 203.0.113.7",
                "01.03.2026 10:00:00 login failed for eve from 203.0.113.7",
                "1772359200: login failed for eve from 203.0.113.7",
                "{\"log\":\"2026-03-01T10:00:00Z [AUTH] WARN: Incorrect username or password for user eve. IP=203.0.113.7\\n\",\"stream\":\"stdout\",\"time\":\"2026-03-01T10:00:00.000000Z\"}"
            })
    void other_words_are_counted_for_the_only_address(String line) {
        var o = seen(line);
        assertThat(o.time()).isEqualTo("2026-03-01T10:00:00Z");
        assertThat(o.authentication().outcome()).isEqualTo(Outcome.FAILURE);
        assertThat(o.authentication().from()).isEmpty();
        assertThat(o.fields()).containsEntry("refused_login", FROM);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-01 10:00:00 SMTP protocol error in \"AUTH LOGIN\" H=(x) [203.0.113.7]:4711 AUTH command used when not advertised",
                "Mar  1 10:00:00 srv1 sm-mta[7]: 62A: [203.0.113.7]: possible SMTP attack: command=AUTH, count=5",
                "Mar  1 10:00:00 srv1 sm-mta[7]: 62A: ruleset=check_rcpt, arg1=<a@x.example>, relay=[203.0.113.7], reject=550 5.7.1 <a@x.example>... Relaying denied",
                "2026-03-01 10:00:00 TLS Error: tls-crypt unwrapping failed from [AF_INET]203.0.113.7:4711",
                "[2026-03-01 10:00:00] NOTICE[7][C-01] chan_sip.c: Call from '' (203.0.113.7:5060) to extension '0011' rejected because extension not found in context 'default'."
            })
    void who_is_turned_away_otherwise_is_named(String line) {
        assertThat(seen(line).fields()).containsEntry("refused_client", FROM);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-01 10:00:00 203.0.113.7:4711 TLS: Username/Password authentication succeeded for username 'eve' [CN SET]",
                "Mar  1 10:00:00 fw php-fpm[7]: /index.php: Successful login for user 'eve' from: 203.0.113.7 (Local Database)"
            })
    void who_got_in_is_no_refusal(String line) {
        var o = seen(line);
        assertThat(o.authentication().outcome()).isEqualTo(Outcome.SUCCESS);
        assertThat(o.authentication().from()).isEqualTo(FROM);
        assertThat(o.authentication().account()).startsWith("eve@");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mar  1 10:00:00 srv1 postfix/smtpd[7]: warning: unknown[203.0.113.7]: SASL LOGIN authentication failed: x, sasl_username=a[198.51.100.66]",
                "2026-03-01 10:00:00,000 WARN  [q] [name=a;oip=198.51.100.66;b;oip=203.0.113.7;ua=z;] security - cmd=Auth; account=a; protocol=soap; error=authentication failed for [a], invalid password;",
                "2026-03-01 10:00:00 <abc> Failed login for a from 198.51.100.66 in session x from 203.0.113.7 in session abc (error: 0)",
                "Mar  1 10:00:00 srv1 sogod[7]: SOGoRootPage Login from '203.0.113.7' for user 'a' might not have worked Login from '198.51.100.66' for user 'b' might not have worked - x",
                "Mar  1 10:00:00 srv1 %ASA-6-113015: AAA user authentication Rejected : reason = Invalid password : local database : user = a : user IP = 198.51.100.66 : user IP = 203.0.113.7",
                "Mar  1 10:00:00 srv1 %ASA-6-716039: Group <g> User <a> IP <198.51.100.66> Authentication: rejected> IP <203.0.113.7> Authentication: rejected, Session Type: WebVPN.",
                "Mar  1 10:00:00 srv1 45: %SEC_LOGIN-4-LOGIN_FAILED: Login failed [user: a] [Source: 198.51.100.66] [user: b] [Source: 203.0.113.7] [localport: 22]",
                "date=2026-03-01 time=10:00:00 logdesc=\"Admin login failed\" user=\"a\" srcip=198.51.100.66 b=\"\" srcip=203.0.113.7 action=\"login\" status=\"failed\"",
                "Mar  1 10:00:00 srv1 panel[7]: login of 'AAA user authentication Rejected : reason = x : user = a : user IP = 198.51.100.66' failed from 203.0.113.7 and User [a] from [198.51.100.66] failed to log in via x",
                "Mar  1 10:00:00 srv1 system,error,critical login failure for user a from 198.51.100.66 via ssh from 203.0.113.7 via ssh",
                "Mar  1 10:00:00 srv1 php-fpm[7]: /index.php: webConfigurator authentication error for user 'a' from: 198.51.100.66' from: 203.0.113.7",
                "Mar  1 10:00:00 srv1 dropbear[7]: Bad password attempt for 'a' from 198.51.100.66:1' from 203.0.113.7:4711",
                "Mar  1 10:00:00 srv1 login[7]: FAILED LOGIN 1 FROM 203.0.113.7 FOR a FROM 198.51.100.66 FOR b, Authentication failure",
                "[2026-03-01 10:00:00] NOTICE[7] res_pjsip/pjsip_distributor.c: Request 'REGISTER' from 'a' failed for '198.51.100.66:1' (callid: x) - No matching endpoint found' failed for '203.0.113.7:5060' (callid: abc) - No matching endpoint found",
                "[2026-03-01 10:00:00] NOTICE[7] manager.c: 203.0.113.7 failed to authenticate as 'a: 198.51.100.66 failed to authenticate as 'b'",
                "Mar  1 10:00:00 srv1 Connection: User [a] from [198.51.100.66] failed to log in via [b] from [203.0.113.7] failed to log in via [DSM] due to authorization failure.",
                "Mar  1 10:00:00 srv1 qlogd[7]: conn log: Users: a, Source IP: 198.51.100.66, Action: Login Fail, Source IP: 203.0.113.7, Computer name: ---, Action: Login Fail",
                "Mar  1 10:00:00 srv1 Hostd[7]: Event 12 : Cannot login a@198.51.100.66 b@203.0.113.7",
                "{\"time\":\"2026-03-01T10:00:00Z\",\"remoteAddr\":\"203.0.113.7\",\"message\":\"Login failed: 'a' (Remote IP: '198.51.100.66')' (Remote IP: '203.0.113.7')\"}",
                "2026/03/01 10:00:00 auth.go:200 [W] Failed authentication attempt for a from 198.51.100.66:1: x from 203.0.113.7:4711: user does not exist [uid: 0, name: a from 198.51.100.66:1: x]",
                "{\"time\":\"2026-03-01T10:00:00Z\",\"message\":\"Failed Login: username=a ip=198.51.100.66 ip=203.0.113.7\"}",
                "[2026-03-01 10:00:00.000 +00:00] [INF] UserManager: Authentication request for \"a\" has been denied (IP: \"198.51.100.66\").\" has been denied (IP: \"203.0.113.7\").",
                "[2026-03-01 10:00:00.000][v][ERROR] Username or password is incorrect. Try again. IP: 203.0.113.7. Username: Username or password is incorrect. Try again. IP: 198.51.100.66. Username: b.",
                "2026-03-01 10:00:00,000 WARN  [org.keycloak.events] (x) type=\"LOGIN_ERROR\", clientId=\"a\", ipAddress=\"198.51.100.66\", error=\"user_not_found\", userId=\"null\", ipAddress=\"203.0.113.7\", error=\"user_not_found\"",
                "time=\"2026-03-01T10:00:00Z\" level=error msg=\"Unsuccessful 1FA authentication attempt by user 'a' remote_ip=198.51.100.66'\" remote_ip=203.0.113.7",
                "Mar  1 10:00:00 srv1 wordpress(x)[7]: Authentication failure for a from 198.51.100.66 from 203.0.113.7",
                "Mar  1 10:00:00 srv1 phpMyAdmin[7]: user denied: a (x) from 198.51.100.66 (mysql-denied) from 203.0.113.7",
                "<W>2026-03-01 10:00:00.000 1 => <2:a Rejected connection from 198.51.100.66:1: Wrong certificate or password(-1)> Rejected connection from 203.0.113.7:4711: Wrong certificate or password"
            })
    void a_name_that_holds_an_address_leads_nobody_astray(String line) {
        var o = seen(line);
        assertThat(o.authentication().from()).isIn("", FROM);
        assertThat(o.fields()).doesNotContainEntry("refused_login", "198.51.100.66");
        assertThat(assets(o)).doesNotContain("address:198.51.100.66");
    }

    @ParameterizedTest
    @CsvSource({
        "407, 203.0.113.7",
        "200, ''",
    })
    void a_proxy_that_asks_for_a_password_refuses_who_gave_a_name(String status, String from) {
        var o = seen("1772359200.123      5 203.0.113.7 TCP_DENIED/" + status
                + " 4000 CONNECT x.example:443 eve HIER_NONE/- text/html");
        assertThat(o.time()).isEqualTo("2026-03-01T10:00:00.123Z");
        assertThat(o.fields()).containsEntry("cs-username", "eve").containsEntry("c-ip", FROM);
        boolean failed = o.authentication().outcome() == Outcome.FAILURE;
        assertThat(failed ? o.authentication().from() : "").isEqualTo(from);
    }

    @Test
    void a_version_of_a_program_is_no_address() {
        var o = seen("2026-03-01 10:00:00 login failed from 203.0.113.7 (Mozilla/5.0 Chrome/120.0.0.0 Safari/537.36)");
        assertThat(o.fields()).containsEntry("refused_login", FROM);
    }
}
