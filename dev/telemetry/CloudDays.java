import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import java.util.ArrayList;
import java.util.List;

/** A day of what one principal calls of a cloud; and what attacks add to it. */
final class CloudDays {
    enum Role {
        CONSOLE,
        DEPLOYMENT,
        APPLICATION,
        BACKUP,
        MONITORING,
        ADMINISTRATOR,
        AUDITOR,
        SERVICE
    }

    private static final List<String> LOOKING = List.of(
            "ec2:DescribeInstances ec2:DescribeSecurityGroups ec2:DescribeVolumes ec2:DescribeRegions",
            "s3:ListBuckets s3:GetBucketLocation s3:GetBucketAcl s3:GetBucketPolicy",
            "monitoring:GetMetricData monitoring:DescribeAlarms logs:DescribeLogGroups logs:FilterLogEvents",
            "lambda:ListFunctions lambda:GetFunction lambda:ListTags",
            "rds:DescribeDBInstances rds:DescribeDBClusters rds:DescribeEvents",
            "cloudformation:DescribeStacks cloudformation:ListStacks cloudformation:DescribeStackEvents",
            "iam:ListRoles iam:GetAccountSummary iam:ListUsers",
            "health:DescribeEventAggregates notifications:ListNotificationEvents ce:GetCostAndUsage",
            "dynamodb:ListTables dynamodb:DescribeTable");
    private static final List<String> DEPLOYING = List.of(
            "sts:AssumeRole sts:GetCallerIdentity s3:GetObject s3:HeadObject dynamodb:GetItem dynamodb:PutItem ec2:DescribeVpcs ec2:DescribeSubnets ec2:DescribeSecurityGroups iam:GetRole iam:ListRolePolicies iam:ListAttachedRolePolicies lambda:GetFunction lambda:UpdateFunctionCode s3:PutObject dynamodb:DeleteItem",
            "sts:AssumeRoleWithWebIdentity ecr:GetAuthorizationToken ecr:BatchCheckLayerAvailability ecr:InitiateLayerUpload ecr:UploadLayerPart ecr:CompleteLayerUpload ecr:PutImage ecs:RegisterTaskDefinition ecs:UpdateService ecs:DescribeServices ecs:DescribeServices",
            "cloudformation:CreateChangeSet cloudformation:DescribeChangeSet cloudformation:ExecuteChangeSet cloudformation:DescribeStacks ec2:RunInstances ec2:CreateTags ec2:DescribeInstances iam:PassRole iam:CreateRole iam:AttachRolePolicy iam:PutRolePolicy",
            "ssm:GetParameter ssm:GetParametersByPath kms:Decrypt secretsmanager:GetSecretValue");
    private static final List<String> WORKING = List.of(
            "s3:GetObject s3:PutObject",
            "dynamodb:GetItem dynamodb:Query dynamodb:PutItem",
            "sqs:ReceiveMessage sqs:DeleteMessage",
            "kms:Decrypt kms:GenerateDataKey",
            "secretsmanager:GetSecretValue kms:Decrypt",
            "sns:Publish",
            "sts:AssumeRole",
            "logs:CreateLogStream logs:PutLogEvents");
    private static final List<String> SAVING = List.of(
            "ec2:DescribeVolumes ec2:CreateSnapshot ec2:DescribeSnapshots ec2:CreateTags ec2:DeleteSnapshot",
            "rds:CreateDBSnapshot rds:DescribeDBSnapshots rds:DeleteDBSnapshot",
            "backup:StartBackupJob backup:DescribeBackupJob kms:CreateGrant");
    private static final List<String> CARING = List.of(
            "iam:CreateUser iam:AddUserToGroup iam:CreateLoginProfile",
            "iam:ListAccessKeys iam:UpdateAccessKey iam:DeleteAccessKey",
            "ec2:AuthorizeSecurityGroupIngress ec2:RevokeSecurityGroupIngress",
            "ec2:StopInstances ec2:StartInstances ec2:ModifyInstanceAttribute",
            "route53:ChangeResourceRecordSets route53:GetChange",
            "s3:CreateBucket s3:PutBucketPolicy s3:PutBucketEncryption",
            "kms:CreateKey kms:CreateAlias kms:PutKeyPolicy",
            "ec2:TerminateInstances ec2:DeleteVolume");
    /** What intruders do; only to measure with. */
    private static final List<String> ATTACKS = List.of(
            "sts:GetCallerIdentity iam:ListUsers! iam:ListAttachedUserPolicies! iam:GetAccountAuthorizationDetails! s3:ListBuckets ec2:DescribeInstances! lambda:ListFunctions! rds:DescribeDBInstances! secretsmanager:ListSecrets! ssm:DescribeParameters! kms:ListKeys! organizations:DescribeOrganization! ses:GetAccount! ses:ListIdentities!",
            "iam:CreateUser iam:AttachUserPolicy iam:CreateAccessKey iam:CreateLoginProfile iam:UpdateAssumeRolePolicy iam:CreateAccessKey iam:AttachUserPolicy iam:PutUserPolicy sts:GetCallerIdentity iam:CreateUser iam:CreateAccessKey iam:DeleteUser",
            "secretsmanager:ListSecrets secretsmanager:GetSecretValue secretsmanager:GetSecretValue secretsmanager:GetSecretValue secretsmanager:GetSecretValue secretsmanager:GetSecretValue ssm:GetParameters ssm:GetParameters ssm:GetParameters ssm:GetParameters secretsmanager:GetSecretValue secretsmanager:GetSecretValue",
            "cloudtrail:DescribeTrails cloudtrail:StopLogging cloudtrail:DeleteTrail guardduty:ListDetectors guardduty:DeleteDetector ec2:DeleteFlowLogs cloudtrail:PutEventSelectors config:StopConfigurationRecorder config:DeleteDeliveryChannel logs:DeleteLogGroup ec2:DescribeInstances ec2:RunInstances!",
            "ec2:ModifySnapshotAttribute ec2:ModifyImageAttribute rds:ModifyDBSnapshotAttribute s3:PutBucketPolicy s3:PutBucketAcl s3:GetObject s3:GetObject s3:DeleteObject s3:DeleteObject s3:DeleteObject s3:DeleteObject s3:DeleteBucket kms:ScheduleKeyDeletion",
            "ec2:RunInstances ec2:RunInstances! ec2:RunInstances! ec2:RunInstances! servicequotas:RequestServiceQuotaIncrease ec2:CreateKeyPair ec2:ImportKeyPair ec2:CreateSecurityGroup ec2:AuthorizeSecurityGroupIngress ec2:RunInstances ec2:RunInstances ec2:DescribeInstances");

    private final Draw draw;

    CloudDays(Draw draw) {
        this.draw = draw;
    }

    List<Observation> day(String name, Role role, long midnight) {
        var out = new ArrayList<Observation>();
        int zone = draw.between(-8, 9);
        boolean late = draw.chance(0.15);
        double busy = draw.between(0.4, 2.0);
        var home = address();
        var own = List.of(draw.of(WORKING), draw.of(WORKING), draw.of(WORKING));
        boolean denied = draw.chance(0.06);
        int every = draw.between(5, 120);
        int night = draw.between(0, 20) * 3_600;
        for (long at = midnight; at < midnight + Draw.DAY; at += 60) {
            double people = Draw.people(at, zone, late) * busy;
            long second = at - midnight;
            switch (role) {
                case CONSOLE -> runs(out, at, name, people * 0.2, LOOKING, home, 0.03);
                case DEPLOYMENT -> runs(out, at, name, people * 0.08 + 0.002, DEPLOYING, draw.chance(0.8) ? home : address(), 0.005);
                case APPLICATION -> runs(out, at, name, busy * 4, own, home, 0.004);
                case BACKUP -> {
                    if (second >= night && second < night + 3_600) {
                        runs(out, at, name, 1.5, SAVING, home, 0.005);
                    }
                }
                case MONITORING -> {
                    if (second / 60 % every < 3) {
                        for (var steps : LOOKING) {
                            run(out, at + draw.upTo(60), name, steps, home, 0.01);
                        }
                    }
                }
                case ADMINISTRATOR -> {
                    runs(out, at, name, people * 0.15, LOOKING, home, 0.02);
                    runs(out, at, name, people * 0.05, CARING, home, 0.02);
                }
                case AUDITOR -> runs(out, at, name, people > 0.3 && second % 7_200 < 1_200 ? 2 : 0, LOOKING, home, 0.06);
                case SERVICE -> {
                    if (second / 60 % every == 0) {
                        run(out, at, name, WORKING.get(every % WORKING.size()) + " sts:AssumeRole", name + ".amazonaws.com", 0.002);
                        run(out, at + 1, name, WORKING.get((every + 1) % WORKING.size()), name + ".amazonaws.com", 0.002);
                    }
                }
            }
            if (denied && second / 60 % every == 0) {
                for (int i = draw.between(1, 4); i > 0; i--) {
                    out.add(draw.call(at, principal(name), home, "s3", "GetBucketTagging", true));
                }
            }
        }
        return out;
    }

    List<Observation> attack(String name, long at) {
        var out = new ArrayList<Observation>();
        long time = at;
        for (int i = draw.between(1, 3); i > 0; i--) {
            run(out, time, name, draw.of(ATTACKS), address(), 0.05);
            time += draw.between(20, 120);
        }
        return out;
    }

    private void runs(List<Observation> out, long minute, String name, double mean, List<String> some, String from, double fails) {
        for (int left = draw.count(mean); left > 0; left--) {
            run(out, minute + draw.upTo(60), name, draw.usual(some), from, fails);
        }
    }

    private void run(List<Observation> out, long from, String name, String steps, String address, double fails) {
        long at = from;
        for (var step : steps.split(" ")) {
            if (draw.chance(0.08)) {
                continue;
            }
            boolean failed = step.endsWith("!") || draw.chance(fails);
            int colon = step.indexOf(':');
            out.add(draw.call(
                    at, principal(name), address, step.substring(0, colon), step.substring(colon + 1).replace("!", ""), failed));
            at += draw.between(0, 3);
        }
    }

    private static AssetRef principal(String name) {
        return new AssetRef(Kind.PRINCIPAL, name);
    }

    private String address() {
        return draw.of("198.51.100. 203.0.113. 192.0.2.") + draw.between(1, 250);
    }
}
