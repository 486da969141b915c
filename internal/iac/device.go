package iac

// Device is one volume that a machine is started with.
type Device struct {
	Volume *Node // has the switch
	Root   bool  // certainly the volume that the machine starts from
	Doubt  string
	At     Place
}

// DeviceSpec says how a format writes the volumes of machines.
type DeviceSpec struct {
	Enabled, Key, Snapshot string // of a volume
	Name, Volume, None     string // of an item of a list of mappings
}

// Mappings are the devices of a list that maps the names of devices to volumes.
// The name tells the root volume: images of Linux and Windows start from one of
// two.
func (spec DeviceSpec) Mappings(list *Node) []Device {
	var out []Device
	each(list, "", func(n *Node, doubt string) {
		if none := n.Get(spec.None); n.Kind == Map && none.Has() {
			if v, ok := none.Bool(); none.Kind == Map || none.Kind == Scalar && (v || !ok) {
				return // leaves out a device of the image
			}
		}
		d := Device{Volume: n.Get(spec.Volume), Doubt: doubt, At: n.At}
		if d.Volume == nil {
			d.Volume = Hidden("a device without "+spec.Volume+" is a disk of the host", n.At)
		}
		name, _ := n.Get(spec.Name).Str()
		d.Root = name == "/dev/xvda" || name == "/dev/sda1"
		out = append(out, d)
	})
	return out
}

// Volumes are the devices of a list that holds the volumes themselves.
func Volumes(list *Node, root bool) []Device {
	var out []Device
	each(list, "", func(n *Node, doubt string) {
		out = append(out, Device{Volume: n, Root: root, Doubt: doubt, At: n.At})
	})
	return out
}

// each visits the items of a list, with what decides whether an item is there.
func each(n *Node, doubt string, f func(n *Node, doubt string)) {
	switch {
	case !n.Has():
	case n.Kind == Either:
		for _, x := range n.Items {
			each(x, "depends on "+n.Why, f)
		}
	case n.Kind == List:
		for _, x := range n.Items {
			each(x, doubt, f)
		}
	default:
		f(n, doubt)
	}
}

// Machine emits whether the volumes of a machine are encrypted: one that is
// certainly not decides, then one that can't be told. What is not written
// follows the image and the account's settings, or rest, when it is given.
func (s *Sink) Machine(typ, subject string, at Place, devices []Device, spec DeviceSpec, rest *Node) {
	var off, unsure, root, key *Node
	for _, d := range devices {
		on, k := spec.volume(d)
		switch v, ok := on.Bool(); {
		case ok && !v && off == nil:
			off = on
		case !ok && unsure == nil:
			unsure = on
		case ok && v && d.Root && d.Doubt == "" && root == nil:
			root = on
		}
		if key == nil || key.IsText() && !k.IsText() && !k.Given {
			key = k
		}
	}
	enabled := root
	switch {
	case off != nil:
		enabled = off
	case unsure != nil:
		enabled = unsure
	case rest != nil:
		enabled = rest
	case root == nil:
		enabled = Hidden("no encryption of the root volume is written: the image and the account's default for EBS decide", at)
	}
	if len(devices) == 0 && rest == nil {
		enabled.From = "platform" // nothing is written
	}
	if v, ok := enabled.Bool(); !ok || !v {
		key = nil
	}
	s.Store(typ, "ebs", subject, At(at, subject), enabled, key)
}

// volume reads the switch and the key of one volume. EBS encrypts by keys of
// KMS only.
func (spec DeviceSpec) volume(d Device) (enabled, key *Node) {
	enabled, key = d.Volume.Get(spec.Enabled), d.Volume.Get(spec.Key)
	if !enabled.Has() {
		why := spec.Enabled + " is not set: the account's default for EBS decides"
		if d.Volume.Get(spec.Snapshot).Has() {
			enabled = Hidden("inherited from "+spec.Snapshot, d.At)
		} else {
			enabled = Unset(why, d.At)
		}
	}
	if v, ok := enabled.Bool(); ok && !v && d.Doubt != "" {
		enabled = Hidden(d.Doubt, enabled.At)
	}
	if !key.Has() {
		key = Platform("alias/aws/ebs", "key of the service", enabled.At)
	}
	return enabled, key
}
