package sockopt

// Candidates returns the names that the option accepts as values, for completion, or nil if its values have no names.
func (o Option) Candidates() []string {
	switch k := o.Kind.(type) {
	case *number:
		if k.words == nil || k.words.style == typed && len(k.words.list) > 40 {
			return nil
		}
		var names []string
		for _, w := range k.words.all() {
			names = append(names, w.name)
		}
		return names
	case *form:
		switch k {
		case Flag:
			return []string{"1", "0"}
		case linger:
			return []string{"off", "0"}
		}
	}
	return nil
}
