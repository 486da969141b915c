package awstest

import "strings"

// ec2 is an answer of EC2.
func ec2(action, inner string) string {
	return "<" + action + "Response><requestId>11111111-2222-3333-4444-555555555555</requestId>" + inner + "</" + action + "Response>"
}

// ec2Pages are two pages of a list of EC2.
func ec2Pages(action, set string, first, second []string) func(*Call) Reply {
	list := func(items []string) string {
		var b strings.Builder
		for _, x := range items {
			b.WriteString("<item>" + x + "</item>")
		}
		return "<" + set + ">" + b.String() + "</" + set + ">"
	}
	return Pages(ec2(action, list(first)+"<nextToken>t</nextToken>"), ec2(action, list(second)))
}

const canaryTags = "<tagSet><item><key>Name</key><value>canary-tag</value></item></tagSet>"

func networkAnswers() map[string]func(*Call) Reply {
	const k1 = "<encrypted>true</encrypted><kmsKeyId>arn:aws:kms:eu-central-1:111122223333:key/k1</kmsKeyId>"
	public := ec2Pages("DescribeSnapshots", "snapshotSet", []string{"<snapshotId>snap-public</snapshotId>" + k1}, nil)
	own := ec2Pages("DescribeSnapshots", "snapshotSet",
		[]string{"<snapshotId>snap-own</snapshotId><volumeId>vol-data</volumeId><status>completed</status><description>canary-description</description>" + k1},
		[]string{"<snapshotId>snap-public</snapshotId><volumeId>vol-data</volumeId><status>completed</status>" + k1})
	machine := func(id, state, more string) string {
		return "<instancesSet><item><instanceId>" + id + "</instanceId><instanceState><name>" + state + "</name></instanceState>" + more + canaryTags + "</item></instancesSet>"
	}
	address := "<association><publicIp>198.51.100.7</publicIp></association>"
	return map[string]func(*Call) Reply{
		"ec2.GetEbsEncryptionByDefault": Text(ec2("GetEbsEncryptionByDefault", "<ebsEncryptionByDefault>true</ebsEncryptionByDefault>")),
		"ec2.DescribeVolumes": ec2Pages("DescribeVolumes", "volumeSet",
			[]string{"<volumeId>vol-data</volumeId><status>in-use</status>" + k1 + canaryTags},
			[]string{"<volumeId>vol-plain</volumeId><status>available</status><encrypted>false</encrypted>", "<volumeId>vol-gone</volumeId><status>deleting</status><encrypted>false</encrypted>"}),
		"ec2.DescribeSnapshots": func(c *Call) Reply {
			if c.Form.Get("RestorableBy.1") == "all" {
				return public(c)
			}
			return own(c)
		},
		"ec2.GetSnapshotBlockPublicAccessState": Text(ec2("GetSnapshotBlockPublicAccessState", "<state>block-all-sharing</state><managedBy>account</managedBy>")),
		"ec2.DescribeImages": ec2Pages("DescribeImages", "imagesSet",
			[]string{"<imageId>ami-own</imageId><imageOwnerId>111122223333</imageOwnerId><isPublic>false</isPublic><name>canary-name</name>"},
			[]string{"<imageId>ami-open</imageId><imageOwnerId>111122223333</imageOwnerId><isPublic>true</isPublic>", "<imageId>ami-theirs</imageId><imageOwnerId>999900001111</imageOwnerId><isPublic>true</isPublic>"}),
		"ec2.DescribeSecurityGroups": ec2Pages("DescribeSecurityGroups", "securityGroupInfo",
			[]string{"<groupId>sg-web</groupId><groupName>canary-name</groupName><groupDescription>canary-description</groupDescription><vpcId>vpc-main</vpcId>" +
				"<ipPermissions><item><ipProtocol>tcp</ipProtocol><fromPort>443</fromPort><toPort>443</toPort><ipRanges><item><cidrIp>0.0.0.0/0</cidrIp><description>canary-description</description></item></ipRanges><ipv6Ranges><item><cidrIpv6>::/0</cidrIpv6></item></ipv6Ranges></item>" +
				"<item><ipProtocol>tcp</ipProtocol><fromPort>5432</fromPort><toPort>5432</toPort><groups><item><groupId>sg-app</groupId><userId>111122223333</userId></item></groups></item></ipPermissions>" +
				"<ipPermissionsEgress><item><ipProtocol>-1</ipProtocol><ipRanges><item><cidrIp>0.0.0.0/0</cidrIp></item></ipRanges></item></ipPermissionsEgress>"},
			[]string{"<groupId>sg-old</groupId><ipPermissions><item><ipProtocol>tcp</ipProtocol><fromPort>22</fromPort><toPort>22</toPort><ipRanges><item><cidrIp>0.0.0.0/0</cidrIp></item></ipRanges></item>" +
				"<item><ipProtocol>tcp</ipProtocol><fromPort>22</fromPort><toPort>22</toPort><prefixListIds><item><prefixListId>pl-office</prefixListId></item></prefixListIds></item></ipPermissions>"}),
		"ec2.GetManagedPrefixListEntries": ec2Pages("GetManagedPrefixListEntries", "entrySet",
			[]string{"<cidr>192.0.2.0/24</cidr><description>canary-description</description>"}, []string{"<cidr>198.51.100.0/24</cidr>"}),
		"ec2.DescribeNetworkAcls": ec2Pages("DescribeNetworkAcls", "networkAclSet",
			[]string{"<networkAclId>acl-main</networkAclId><default>true</default><entrySet><item><ruleNumber>100</ruleNumber><protocol>-1</protocol><ruleAction>allow</ruleAction><egress>false</egress><cidrBlock>0.0.0.0/0</cidrBlock></item>" +
				"<item><ruleNumber>32767</ruleNumber><protocol>-1</protocol><ruleAction>deny</ruleAction><egress>false</egress><cidrBlock>0.0.0.0/0</cidrBlock></item></entrySet>"},
			[]string{"<networkAclId>acl-old</networkAclId><entrySet><item><ruleNumber>10</ruleNumber><protocol>6</protocol><ruleAction>allow</ruleAction><egress>false</egress><cidrBlock>10.0.0.0/8</cidrBlock><portRange><from>22</from><to>22</to></portRange></item></entrySet>"}),
		"ec2.DescribeInstances": ec2Pages("DescribeInstances", "reservationSet",
			[]string{machine("i-web", "running", "<ipAddress>198.51.100.7</ipAddress><networkInterfaceSet><item><networkInterfaceId>eni-web</networkInterfaceId>"+address+"</item></networkInterfaceSet>"),
				machine("i-app", "running", "<privateIpAddress>10.0.0.9</privateIpAddress><networkInterfaceSet><item><networkInterfaceId>eni-app</networkInterfaceId></item></networkInterfaceSet>")},
			[]string{machine("i-second", "running", "<networkInterfaceSet><item><networkInterfaceId>eni-second</networkInterfaceId><privateIpAddressesSet><item><privateIpAddress>10.0.0.10</privateIpAddress></item><item>"+address+"</item></privateIpAddressesSet></item></networkInterfaceSet>"),
				machine("i-stopped", "stopped", ""), machine("i-six", "running", "<vpcId>vpc-main</vpcId><subnetId>subnet-open</subnetId><ipv6Address>2001:db8::1</ipv6Address>"), machine("i-inner6", "running", "<vpcId>vpc-main</vpcId><subnetId>subnet-inner</subnetId><ipv6Address>2001:db8::2</ipv6Address>"), machine("i-gone", "terminated", "")}),
		"ec2.DescribeNetworkInterfaces": ec2Pages("DescribeNetworkInterfaces", "networkInterfaceSet",
			[]string{"<networkInterfaceId>eni-web</networkInterfaceId><vpcId>vpc-main</vpcId><description>canary-description</description><interfaceType>interface</interfaceType><attachment><instanceId>i-web</instanceId></attachment>" + address,
				"<networkInterfaceId>eni-task</networkInterfaceId><vpcId>vpc-main</vpcId><interfaceType>interface</interfaceType><attachment><instanceOwnerId>999900001111</instanceOwnerId></attachment>" + address},
			[]string{"<networkInterfaceId>eni-nat</networkInterfaceId><vpcId>vpc-main</vpcId><interfaceType>nat_gateway</interfaceType>" + address,
				"<networkInterfaceId>eni-elb</networkInterfaceId><vpcId>vpc-main</vpcId><interfaceType>interface</interfaceType><requesterId>amazon-elb</requesterId>" + address,
				"<networkInterfaceId>eni-inner</networkInterfaceId><vpcId>vpc-main</vpcId><interfaceType>lambda</interfaceType>"}),
		"ec2.DescribeRouteTables": ec2Pages("DescribeRouteTables", "routeTableSet",
			[]string{"<vpcId>vpc-main</vpcId><routeSet><item><destinationCidrBlock>0.0.0.0/0</destinationCidrBlock><gatewayId>igw-1</gatewayId></item><item><destinationIpv6CidrBlock>::/0</destinationIpv6CidrBlock><gatewayId>igw-1</gatewayId></item></routeSet><associationSet><item><subnetId>subnet-open</subnetId><main>false</main></item></associationSet>" + canaryTags},
			[]string{"<vpcId>vpc-main</vpcId><routeSet><item><destinationIpv6CidrBlock>2001:db8::/56</destinationIpv6CidrBlock><gatewayId>local</gatewayId></item><item><destinationIpv6CidrBlock>::/0</destinationIpv6CidrBlock><egressOnlyInternetGatewayId>eigw-1</egressOnlyInternetGatewayId></item></routeSet><associationSet><item><main>true</main></item></associationSet>"}),
		"ec2.DescribeSubnets": ec2Pages("DescribeSubnets", "subnetSet",
			[]string{"<subnetId>subnet-open</subnetId><vpcId>vpc-main</vpcId><mapPublicIpOnLaunch>true</mapPublicIpOnLaunch>"},
			[]string{"<subnetId>subnet-inner</subnetId><vpcId>vpc-main</vpcId><mapPublicIpOnLaunch>false</mapPublicIpOnLaunch>"}),
		"ec2.DescribeVpcs": ec2Pages("DescribeVpcs", "vpcSet",
			[]string{"<vpcId>vpc-main</vpcId><ownerId>111122223333</ownerId>" + canaryTags, "<vpcId>vpc-default</vpcId><ownerId>111122223333</ownerId><isDefault>true</isDefault>"},
			[]string{"<vpcId>vpc-shared</vpcId><ownerId>999900001111</ownerId>"}),
		"ec2.DescribeFlowLogs": ec2Pages("DescribeFlowLogs", "flowLogSet",
			[]string{"<flowLogId>fl-main</flowLogId><resourceId>vpc-main</resourceId><flowLogStatus>ACTIVE</flowLogStatus><deliverLogsStatus>SUCCESS</deliverLogsStatus><trafficType>ALL</trafficType><logDestinationType>s3</logDestinationType>"},
			[]string{"<flowLogId>fl-part</flowLogId><resourceId>vpc-main</resourceId><flowLogStatus>ACTIVE</flowLogStatus><deliverLogsStatus>FAILED</deliverLogsStatus><deliverLogsErrorMessage>canary-error</deliverLogsErrorMessage><trafficType>REJECT</trafficType>"}),
	}
}
